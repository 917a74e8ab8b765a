import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PaymentDecided, Reason } from '@paymo/contracts';
import { type Caller, FromCaller, Needs, publicId, publicIdSchema } from '@paymo/platform';
import { type Case, caseStatuses } from './case.entity.js';
import { CasesService } from './cases.service.js';
import { type VerdictRequest, verdictRequestSchema } from './verdict-request.js';

const listQuery = z.strictObject({
  status: z.enum(caseStatuses).default('open'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: publicIdSchema('case').optional(),
});

/** A case at the API. */
interface CaseView {
  readonly id: string;
  readonly paymentId: string;
  readonly status: string;
  readonly payer: string;
  readonly payee: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly type: string;
  readonly score: number | null;
  /** The strongest facts first. */
  readonly reasons: readonly Reason[];
  /** Rules that hit. */
  readonly rules: PaymentDecided['rules'];
  readonly model: string;
  readonly occurredAt: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly reviewer: string | null;
  readonly note: string | null;
}

@ApiTags('cases')
@Controller('review/cases')
export class CasesController {
  constructor(private readonly cases: CasesService) {}

  @Needs('cases.read')
  @Get()
  @ApiOperation({ summary: 'List cases, the oldest first' })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<{ items: CaseView[] }> {
    const cases = await this.cases.list(query.status, query.limit, query.after);
    return { items: cases.map(view) };
  }

  @Needs('cases.read')
  @Get(':caseId')
  @ApiOperation({ summary: 'Read a case' })
  async read(@Param('caseId', { schema: publicIdSchema('case') }) caseId: string): Promise<CaseView> {
    return view(await this.cases.one(caseId));
  }

  @Needs('cases.judge')
  @Post(':caseId/verdict')
  @HttpCode(200)
  @ApiOperation({ summary: 'Release or reject the held payment' })
  async judge(
    @FromCaller() caller: Caller,
    @Param('caseId', { schema: publicIdSchema('case') }) caseId: string,
    @Body({ schema: verdictRequestSchema }) verdict: VerdictRequest,
    @Req() request: FastifyRequest,
  ): Promise<CaseView> {
    return view(await this.cases.judge(caseId, verdict, caller.subject, request.traceparent));
  }
}

function view(found: Case): CaseView {
  return {
    id: publicId('case', found.id),
    paymentId: publicId('pay', found.paymentId),
    status: found.status,
    payer: publicId('acc', found.payerId),
    payee: publicId('acc', found.payeeId),
    amount: { value: Number(found.amountMinor), currency: found.currency },
    type: found.type,
    score: found.score,
    reasons: found.reasons,
    rules: found.rules,
    model: found.model,
    occurredAt: found.occurredAt.toISOString(),
    openedAt: found.openedAt.toISOString(),
    closedAt: found.closedAt?.toISOString() ?? null,
    reviewer: found.reviewer,
    note: found.note,
  };
}
