import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  AlsoAnswersAs,
  Answers,
  callerOf,
  Fails,
  Needs,
  publicIdSchema,
  TakesIdempotencyKey,
} from '@paymo/platform';
import { keyedRequest } from '../idempotency.js';
import { LoanAccessGuard } from '../loan-access.guard.js';
import { requestTime } from '../request-time.js';
import { sendAnswer } from '../send-answer.js';
import { type LoansSettings, SETTINGS } from '../settings.js';
import {
  type AcceptanceRequest,
  acceptanceRequestSchema,
  type RepaymentRequest,
  repaymentRequestSchema,
} from './loan-request.js';
import {
  loanListSchema,
  loanSchema,
  type LoanView,
  statementSchema,
  type StatementView,
} from './loan-view.js';
import { LoansService } from './loans.service.js';
import { orderSchema, settlementSchema, type SettlementView, viewSettlement } from './order-view.js';
import { type Occasion, RepaymentsService } from './repayments.service.js';

const listQuery = z.strictObject({
  account: publicIdSchema('acc'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  before: publicIdSchema('loan').optional(),
});

type RequestHeaders = Record<string, string | undefined>;

/** What a customer does with offers and loans. */
@ApiTags('loans')
@Controller('v1')
@UseGuards(LoanAccessGuard)
export class LoansController {
  constructor(
    private readonly loans: LoansService,
    private readonly repayments: RepaymentsService,
    @Inject(SETTINGS) private readonly settings: LoansSettings,
  ) {}

  @Needs('loans.use')
  @Post('loan-offers/:offerId/acceptance')
  @ApiOperation({ summary: 'Sign the agreement; the money follows' })
  @TakesIdempotencyKey()
  @Answers(201, 'The loan; its money is on its way', loanSchema)
  @Fails('loan.offer_not_found', 'conflict.offer_not_open', 'conflict.offer_changed')
  @Fails('conflict.idempotency_key_reused')
  async accept(
    @Param('offerId', { schema: publicIdSchema('off') }) offerId: string,
    @Body({ schema: acceptanceRequestSchema }) body: AcceptanceRequest,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = keyedRequest(callerOf(request), headers['idempotency-key'], ['acceptance', offerId, body]);
    sendAnswer(reply, await this.loans.accept(offerId, body, key, this.occasion(headers, request)));
  }

  @Needs('loans.read')
  @Get('loans')
  @ApiOperation({ summary: 'List the loans of an account, the newest first' })
  @Answers(200, 'Loans with their plans in force', loanListSchema)
  @Fails('account.unknown')
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<{ items: LoanView[] }> {
    return { items: await this.loans.list(query.account, query.limit, query.before ?? null) };
  }

  @Needs('loans.read')
  @Get('loans/:loanId')
  @ApiOperation({ summary: 'Read a loan with its plan' })
  @Answers(200, 'The loan', loanSchema)
  @Fails('loan.not_found')
  read(@Param('loanId', { schema: publicIdSchema('loan') }) loanId: string): Promise<LoanView> {
    return this.loans.one(loanId);
  }

  @Needs('loans.read')
  @Get('loans/:loanId/agreement')
  @Header('content-type', 'application/pdf')
  @ApiOperation({ summary: 'The signed agreement as PDF' })
  @Answers(200, 'The agreement, as it was signed')
  @AlsoAnswersAs('application/pdf', '%PDF-1.7')
  @Fails('loan.not_found')
  async agreement(
    @Param('loanId', { schema: publicIdSchema('loan') }) loanId: string,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.loans.agreement(loanId));
  }

  @Needs('loans.read')
  @Get('loans/:loanId/statement')
  @ApiOperation({ summary: 'Every movement of money, and everything that happened' })
  @Answers(200, 'The statement', statementSchema)
  @Fails('loan.not_found')
  statement(@Param('loanId', { schema: publicIdSchema('loan') }) loanId: string): Promise<StatementView> {
    return this.loans.statement(loanId);
  }

  @Needs('loans.read')
  @Get('loans/:loanId/settlement')
  @ApiOperation({ summary: 'What ends the loan today; the figure holds until the end of the day in UTC' })
  @Answers(200, 'The figure', settlementSchema)
  @Fails('loan.not_found', 'conflict.loan_status')
  async settlement(
    @Param('loanId', { schema: publicIdSchema('loan') }) loanId: string,
    @Headers('paymo-event-time') eventTime: string | undefined,
  ): Promise<SettlementView> {
    const at = requestTime(eventTime, this.settings.SANDBOX);
    return viewSettlement(await this.loans.settlement(loanId, at));
  }

  @Needs('loans.use')
  @Post('loans/:loanId/repayments')
  @ApiOperation({ summary: 'Pay ahead, a part, or everything; withdraw from the agreement' })
  @TakesIdempotencyKey()
  @Answers(202, 'What the ledger was asked to move', orderSchema)
  @Fails('loan.not_found', 'loan.amount_too_large', 'loan.not_possible', 'conflict.loan_status')
  @Fails('conflict.transfer_under_way', 'conflict.idempotency_key_reused')
  async repay(
    @Param('loanId', { schema: publicIdSchema('loan') }) loanId: string,
    @Body({ schema: repaymentRequestSchema }) body: RepaymentRequest,
    @Headers() headers: RequestHeaders,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = keyedRequest(callerOf(request), headers['idempotency-key'], ['repayment', loanId, body]);
    sendAnswer(reply, await this.repayments.repay(loanId, body, key, this.occasion(headers, request)));
  }

  private occasion(headers: RequestHeaders, request: FastifyRequest): Occasion {
    const at = requestTime(headers['paymo-event-time'], this.settings.SANDBOX);
    return { at, traceparent: request.traceparent };
  }
}
