import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Answers,
  AnswersPage,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  type PageQuery,
  pageQuery,
  pageSchema,
  plainTextSchema,
  publicIdSchema,
} from '@paymo/platform';
import {
  type ClaimCase,
  claimCaseSchema,
  type ClaimView,
  claimViewSchema,
  rejectionSchema,
  viewCase,
  viewClaim,
} from './claim-view.js';
import { ClaimsService } from './claims.service.js';
import { DecideClaimsService } from './decide-claims.service.js';

const storySchema = z.strictObject({
  /** What happened, in the payer's words. */
  story: plainTextSchema(2000),
  /** The payer was in no state to protect themselves. */
  isVulnerable: z.boolean().default(false),
});
const stopSchema = z.strictObject({ reason: plainTextSchema(200) });
const decisionSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('reimburse'),
    /** Whether the excess is taken off; never from a vulnerable customer. */
    excess: z.boolean().default(false),
    /** What the analyst has found; what the claimant has stated stays. */
    isVulnerable: z.boolean().default(false),
    /** Another account of the payer's owner, where theirs is closed. */
    account: publicIdSchema('acc').nullable().default(null),
  }),
  z.strictObject({ outcome: z.literal('reject'), reason: rejectionSchema }),
]);
const claimPage = pageSchema(claimCaseSchema, 'FraudClaimPage');

/** The errors of stopping a claim's clock, and of letting it run on. */
const failsAsClock = Fails(
  'claim.not_found',
  'conflict.claim_closed',
  'conflict.claim_clock',
  'conflict.own_work',
  'conflict.own_account',
);

const claimId = { schema: publicIdSchema('clm') };

@ApiTags('fraud claims')
@Controller('v1')
export class ClaimsController {
  constructor(
    private readonly claims: ClaimsService,
    private readonly decisions: DecideClaimsService,
  ) {}

  @Needs('claims.make')
  @Post('payments/:paymentId/fraud-claims')
  @ApiOperation({ summary: 'Claim back a settled payment that was a fraud' })
  @Answers(201, 'The claim', claimViewSchema)
  @Fails('payment.not_found', 'conflict.payment_not_settled', 'claim.too_late', 'conflict.claim_exists')
  async open(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
    @Body({ schema: storySchema }) story: z.infer<typeof storySchema>,
  ): Promise<ClaimView> {
    return viewClaim(await this.claims.open(caller, paymentId, story));
  }

  @Needs('claims.read')
  @Get('fraud-claims/:claimId')
  @ApiOperation({ summary: 'Read a claim' })
  @Answers(200, 'The claim', claimViewSchema)
  @Fails('claim.not_found')
  async read(@FromCaller() caller: Caller, @Param('claimId', claimId) id: string): Promise<ClaimView> {
    return viewClaim(await this.claims.read(caller, id));
  }

  @Needs('claims.list')
  @Get('fraud-claims')
  @ApiOperation({ summary: 'List undecided claims: escalated ones first, then by when they are due' })
  @AnswersPage('A page of claims', claimPage)
  async list(
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<{ items: ClaimCase[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.claims.list(limit, cursor);
    return { items: items.map(viewCase), nextCursor };
  }

  @Needs('claims.judge')
  @Post('fraud-claims/:claimId/stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop the clock of a claim, and say what for' })
  @Answers(200, 'The claim', claimCaseSchema)
  @failsAsClock
  async stop(
    @FromCaller() caller: Caller,
    @Param('claimId', claimId) id: string,
    @Body({ schema: stopSchema }) { reason }: z.infer<typeof stopSchema>,
  ): Promise<ClaimCase> {
    return viewCase(await this.decisions.stop(caller, id, reason));
  }

  @Needs('claims.judge')
  @Post('fraud-claims/:claimId/start')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the clock of a claim run on' })
  @Answers(200, 'The claim', claimCaseSchema)
  @failsAsClock
  async start(@FromCaller() caller: Caller, @Param('claimId', claimId) id: string): Promise<ClaimCase> {
    return viewCase(await this.decisions.start(caller, id));
  }

  @Needs('claims.judge')
  @Post('fraud-claims/:claimId/decision')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decide a claim: reimburse it from the bank’s own money, or reject it' })
  @Answers(200, 'The decided claim, or one whose large reimbursement is proposed', claimCaseSchema)
  @Fails('claim.not_found', 'claim.excess_refused', 'claim.nothing_to_reimburse')
  @Fails('account.not_found', 'account.closed', 'payment.currency_mismatch')
  @Fails('conflict.second_person')
  @Fails('conflict.claim_closed', 'conflict.refund_under_way', 'conflict.own_work', 'conflict.own_account')
  async decide(
    @FromCaller() caller: Caller,
    @Param('claimId', claimId) id: string,
    @Body({ schema: decisionSchema }) decision: z.infer<typeof decisionSchema>,
    @Req() request: FastifyRequest,
  ): Promise<ClaimCase> {
    return viewCase(await this.decisions.decide(caller, id, decision, request.traceparent));
  }
}
