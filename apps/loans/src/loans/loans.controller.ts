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
import { callerOf, Needs, publicIdSchema } from '@paymo/platform';
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
import type { LoanView, StatementView } from './loan-view.js';
import { LoansService } from './loans.service.js';
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
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<{ items: LoanView[] }> {
    return { items: await this.loans.list(query.account, query.limit, query.before ?? null) };
  }

  @Needs('loans.read')
  @Get('loans/:loanId')
  @ApiOperation({ summary: 'Read a loan with its plan' })
  read(@Param('loanId', { schema: publicIdSchema('loan') }) loanId: string): Promise<LoanView> {
    return this.loans.one(loanId);
  }

  @Needs('loans.read')
  @Get('loans/:loanId/agreement')
  @Header('content-type', 'application/pdf')
  @ApiOperation({ summary: 'The signed agreement as PDF' })
  async agreement(
    @Param('loanId', { schema: publicIdSchema('loan') }) loanId: string,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.loans.agreement(loanId));
  }

  @Needs('loans.read')
  @Get('loans/:loanId/statement')
  @ApiOperation({ summary: 'Every movement of money, and everything that happened' })
  statement(@Param('loanId', { schema: publicIdSchema('loan') }) loanId: string): Promise<StatementView> {
    return this.loans.statement(loanId);
  }

  @Needs('loans.read')
  @Get('loans/:loanId/settlement')
  @ApiOperation({ summary: 'What ends the loan today; the figure holds until the end of the day in UTC' })
  async settlement(
    @Param('loanId', { schema: publicIdSchema('loan') }) loanId: string,
    @Headers('paymo-event-time') eventTime: string | undefined,
  ): Promise<object> {
    const figure = await this.loans.settlement(loanId, requestTime(eventTime, this.settings.SANDBOX));
    return {
      on: figure.on,
      validUntil: `${figure.on}T23:59:59Z`,
      figureMinor: Number(figure.figureMinor),
      principalMinor: Number(figure.principalMinor),
      interestMinor: Number(figure.interestMinor),
    };
  }

  @Needs('loans.use')
  @Post('loans/:loanId/repayments')
  @ApiOperation({ summary: 'Pay ahead, a part, or everything; withdraw from the agreement' })
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
