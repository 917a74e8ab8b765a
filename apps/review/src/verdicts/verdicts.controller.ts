import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, FromCaller, idempotencyKeyOf, Needs, publicIdSchema, scopedKey } from '@paymo/platform';
import { CasesReader } from '../cases/cases.reader.js';
import { type CaseView, caseView } from '../cases/case-view.js';
import type { JudgedCase } from './verdict-answers.js';
import { type VerdictRequest, verdictRequestSchema } from './verdict-request.js';
import { VerdictsService } from './verdicts.service.js';

const caseIdSchema = publicIdSchema('case');

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
      at: new Date(),
    };
    const scoped = key === undefined ? null : scopedKey(caller.subject, 'verdict', idempotencyKeyOf(key));
    return this.verdicts.judge(caseId, request, judgement, scoped, traceparent);
  }

  @Needs('cases.judge')
  @Post(':caseId/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take back a verdict of your own that has had no effect yet' })
  async undo(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: caseIdSchema }) caseId: string,
  ): Promise<CaseView> {
    return caseView(await this.cases.one(await this.verdicts.undo(caseId, caller.subject)));
  }
}
