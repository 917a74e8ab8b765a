import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, FromCaller, Needs, PaymoError, publicIdSchema } from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { type CaseView, caseView } from '../cases/case-view.js';
import { type VerdictRequest, verdictRequestSchema } from './verdict-request.js';
import { VerdictsService } from './verdicts.service.js';

const caseIdSchema = publicIdSchema('case');
const keyLengthMax = 255;

interface JudgedCase extends CaseView {
  /** Until then the verdict can be undone and has no effect; null when it is final, or only a proposal. */
  readonly undoUntil: string | null;
}

@ApiTags('cases')
@Controller('review/cases')
export class VerdictsController {
  constructor(
    private readonly verdicts: VerdictsService,
    private readonly cases: CasesReader,
  ) {}

  @Needs('cases.judge')
  @Post(':caseId/verdict')
  @HttpCode(200)
  @ApiOperation({ summary: 'Release or reject the held payment' })
  async judge(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
    @Body({ schema: verdictRequestSchema }) request: VerdictRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Req() { traceparent }: FastifyRequest,
  ): Promise<JudgedCase> {
    const judgement = {
      reviewer: caller.subject,
      isSenior: caller.roles.includes('senior-analyst'),
      verdict: request.verdict,
      key: keyOf(key),
      at: new Date(),
    };
    const undoUntil = await this.verdicts.judge(caseId, request, judgement, traceparent);
    return { ...caseView(await this.cases.one(caseId)), undoUntil: undoUntil?.toISOString() ?? null };
  }

  @Needs('cases.judge')
  @Post(':caseId/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take back a verdict of your own that has had no effect yet' })
  async undo(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
  ): Promise<CaseView> {
    await this.verdicts.undo(caseId, caller.subject);
    return caseView(await this.cases.one(caseId));
  }
}

function keyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (header.length > 0 && header.length <= keyLengthMax) return header;
  throw new PaymoError('request.invalid', `The Idempotency-Key must have 1 to ${keyLengthMax} characters.`);
}
