import { Body, Controller, Headers, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Answers, callerOf, Fails, Needs, publicIdSchema, TakesIdempotencyKey } from '@paymo/platform';
import { type KeyedRequest, keyedRequest } from '../idempotency.js';
import { LoanAccessGuard } from '../loan-access.guard.js';
import { requestTime } from '../request-time.js';
import { sendAnswer } from '../send-answer.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import {
  arrangementRequestSchema,
  refundRequestSchema,
  staffRequestSchema,
  vulnerabilityRequestSchema,
} from './loan-request.js';
import { loanSchema } from './loan-view.js';
import { LoansService } from './loans.service.js';
import { complaintSchema, orderSchema } from './order-view.js';
import type { Occasion } from './repayments.service.js';

const loanParam = { schema: publicIdSchema('loan') };
type RequestHeaders = Record<string, string | undefined>;

/** What staff do for, and with, a loan. */
@ApiTags('loan care')
@Controller('v1/loans/:loanId')
@UseGuards(LoanAccessGuard)
export class CareController {
  constructor(
    private readonly loans: LoansService,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  @Needs('loans.care')
  @Post('arrangements')
  @ApiOperation({ summary: 'Change the plan for a customer in difficulty' })
  @TakesIdempotencyKey()
  @Answers(201, 'The loan with its new plan', loanSchema)
  @Fails('loan.not_found', 'loan.consent_missing', 'loan.not_possible', 'conflict.loan_status')
  @Fails('conflict.idempotency_key_reused')
  async arrange(
    @Param('loanId', loanParam) loanId: string,
    @Body({ schema: arrangementRequestSchema }) asked: z.infer<typeof arrangementRequestSchema>,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = { ...asked, actor: callerOf(request).subject };
    const { key, occasion } = this.asked(['arrangement', loanId, body], headers, request);
    sendAnswer(reply, await this.loans.arrange(loanId, body, key, occasion));
  }

  @Needs('loans.care')
  @Post('charge-off')
  @ApiOperation({ summary: 'Write off a loan that is 90 days past due' })
  @TakesIdempotencyKey()
  @Answers(201, 'The loan', loanSchema)
  @Fails('loan.not_found', 'loan.not_possible', 'conflict.loan_status')
  @Fails('conflict.idempotency_key_reused')
  async chargeOff(
    @Param('loanId', loanParam) loanId: string,
    @Body({ schema: staffRequestSchema }) asked: z.infer<typeof staffRequestSchema>,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = { ...asked, actor: callerOf(request).subject };
    const { key, occasion } = this.asked(['charge-off', loanId, body], headers, request);
    sendAnswer(reply, await this.loans.chargeOff(loanId, body, key, occasion));
  }

  @Needs('loans.complain')
  @Post('complaints')
  @ApiOperation({ summary: 'Keep a complaint with the loan' })
  @TakesIdempotencyKey()
  @Answers(201, 'When it was kept', complaintSchema)
  @Fails('loan.not_found', 'conflict.idempotency_key_reused')
  async complain(
    @Param('loanId', loanParam) loanId: string,
    @Body({ schema: staffRequestSchema }) asked: z.infer<typeof staffRequestSchema>,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = { ...asked, actor: callerOf(request).subject };
    const { key, occasion } = this.asked(['complaint', loanId, body], headers, request);
    sendAnswer(reply, await this.loans.complain(loanId, body, key, occasion));
  }

  @Needs('loans.care')
  @Post('vulnerability')
  @ApiOperation({
    summary: 'Say whether the customer is vulnerable: what they missed is then left to people',
  })
  @TakesIdempotencyKey()
  @Answers(201, 'The loan', loanSchema)
  @Fails('loan.not_found', 'conflict.idempotency_key_reused')
  async flag(
    @Param('loanId', loanParam) loanId: string,
    @Body({ schema: vulnerabilityRequestSchema }) body: z.infer<typeof vulnerabilityRequestSchema>,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { key } = this.asked(['vulnerability', loanId, body], headers, request);
    sendAnswer(reply, await this.loans.flag(loanId, body.isVulnerable, key));
  }

  @Needs('loans.care')
  @Post('refunds')
  @ApiOperation({ summary: 'Pay back to the customer, at most what they paid' })
  @TakesIdempotencyKey()
  @Answers(202, 'What the ledger was asked to move', orderSchema)
  @Fails('loan.not_found', 'loan.amount_too_large', 'conflict.transfer_under_way')
  @Fails('conflict.idempotency_key_reused')
  async refund(
    @Param('loanId', loanParam) loanId: string,
    @Body({ schema: refundRequestSchema }) asked: z.infer<typeof refundRequestSchema>,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = { ...asked, actor: callerOf(request).subject };
    const { key, occasion } = this.asked(['refund', loanId, body], headers, request);
    sendAnswer(reply, await this.loans.refund(loanId, body, key, occasion));
  }

  private asked(
    what: readonly unknown[],
    headers: RequestHeaders,
    request: FastifyRequest,
  ): { key: KeyedRequest; occasion: Occasion } {
    const at = requestTime(headers['paymo-event-time'], this.settings.SANDBOX);
    return {
      key: keyedRequest(callerOf(request), headers['idempotency-key'], what),
      occasion: { at, traceparent: request.traceparent },
    };
  }
}
