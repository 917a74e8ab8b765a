import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  Answers,
  AnswersPage,
  type Caller,
  Fails,
  FromCaller,
  Needs,
  PaymoError,
  publicId,
  publicIdSchema,
  TakesIdempotencyKey,
  TakesWait,
} from '@paymo/platform';
import { noEvidence } from '../payments/payment-request.js';
import { PaymentsService } from '../payments/payments.service.js';
import { FailsAsPayment } from '../payments/refusals.js';
import { AnswersWithPayment, paymentHeaders, sendAnswer, submissionOf } from '../payments/submission.js';
import { flowUnknown, MoneyLimits } from '../limits/money-limits.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { PaymentRequestsService } from './payment-requests.service.js';
import {
  askSchema,
  listSchema,
  requestPage,
  type RequestView,
  requestViewSchema,
  sharesSchema,
  splitSchema,
  viewRequest,
} from './request-view.js';
import { splitAmount } from './split-amount.js';

const requestId = { schema: publicIdSchema('req') };

/** The errors of asking people for money. */
const failsAsAsking = Fails(
  'account.not_found',
  'account.closed',
  'payment.currency_mismatch',
  'conflict.idempotency_key_reused',
);

@ApiTags('payment requests')
@Controller('v1/payment-requests')
export class PaymentRequestsController {
  constructor(
    private readonly requests: PaymentRequestsService,
    private readonly payments: PaymentsService,
    private readonly limits: MoneyLimits,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('requests.manage')
  @Post()
  @ApiOperation({ summary: 'Ask somebody to pay into your account' })
  @TakesIdempotencyKey()
  @Answers(201, 'The request', requestViewSchema)
  @failsAsAsking
  async ask(
    @FromCaller() caller: Caller,
    @Body({ schema: askSchema }) body: z.infer<typeof askSchema>,
    @Req() request: FastifyRequest,
  ): Promise<RequestView> {
    const { key } = paymentHeaders(request, caller, 'payment-requests', this.settings.SANDBOX);
    const { payee: payeeId, payer: payerId, amount, reference, expiresInDays } = body;
    const shares = [{ payerId, amountMinor: amount.value }];
    const asking = { payeeId, currency: amount.currency, reference, expiresInDays, shares };
    const [row] = await this.requests.create(caller, asking, key);
    if (row === undefined) throw new Error('what was created is read');
    return viewRequest(row, 'requester');
  }

  @Needs('requests.manage')
  @Post('split')
  @ApiOperation({ summary: 'Split a bill: ask several people for their shares, which sum to it exactly' })
  @TakesIdempotencyKey()
  @Answers(201, 'Your own share, and the requests', sharesSchema)
  @failsAsAsking
  @Fails('payment_request.share_too_small', 'payment_request.payer_twice')
  async split(
    @FromCaller() caller: Caller,
    @Body({ schema: splitSchema }) body: z.infer<typeof splitSchema>,
    @Req() request: FastifyRequest,
  ): Promise<{ ownShare: number; items: RequestView[] }> {
    const { key } = paymentHeaders(request, caller, 'payment-requests', this.settings.SANDBOX);
    const { payee: payeeId, total, payers, ownWeight, reference, expiresInDays } = body;
    if (new Set(payers.map(({ account }) => account)).size < payers.length) throw namedTwice();
    const [own = 0n, ...others] = splitAmount(BigInt(total.value), [
      ownWeight,
      ...payers.map((p) => p.weight),
    ]);
    const shares = payers.map(({ account: payerId }, index) => ({
      payerId,
      amountMinor: Number(others[index] ?? 0n),
    }));
    if (shares.some(({ amountMinor }) => amountMinor === 0)) throw tooSmall();
    const asking = { payeeId, currency: total.currency, reference, expiresInDays, shares };
    const rows = await this.requests.create(caller, asking, key);
    return { ownShare: Number(own), items: rows.map((row) => viewRequest(row, 'requester')) };
  }

  @Needs('requests.manage')
  @Get()
  @ApiOperation({ summary: 'List what you are asked for, or what you asked for, the newest first' })
  @AnswersPage('A page of requests', requestPage)
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: listSchema }) { as: side, limit, cursor }: z.infer<typeof listSchema>,
  ): Promise<{ items: RequestView[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.requests.list(caller, side, limit, cursor);
    return { items: items.map((row) => viewRequest(row, side)), nextCursor };
  }

  @Needs('payments.create')
  @Post(':requestId/pay')
  @ApiOperation({ summary: 'Pay what you are asked for: a payment, decided like any other' })
  @TakesIdempotencyKey()
  @TakesWait()
  @AnswersWithPayment()
  @FailsAsPayment()
  @Fails('payment_request.not_found', 'conflict.payment_request_closed')
  async pay(
    @FromCaller() caller: Caller,
    @Param('requestId', requestId) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const headers = paymentHeaders(request, caller, `payment-requests ${id}`, this.settings.SANDBOX);
    await this.limits.count(caller, [flowUnknown], reply);
    const { request: row, paymentId } = await this.requests.reserve(caller, id, headers.key);
    const body = {
      payer: row.payer_id,
      payee: row.payee_id,
      amount: { value: Number(row.amount_minor), currency: row.currency },
      type: 'transfer' as const,
      reference: row.reference ?? `Request ${publicId('req', id)}`,
      deviceId: null,
      ...noEvidence,
    };
    const submission = submissionOf(body, headers, request, paymentId);
    sendAnswer(reply, await this.payments.submit(submission, headers.waitMs));
  }

  @Needs('requests.manage')
  @Post(':requestId/decline')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decline what you are asked for' })
  @Answers(200, 'The declined request', requestViewSchema)
  @Fails('payment_request.not_found', 'conflict.payment_request_closed')
  async decline(
    @FromCaller() caller: Caller,
    @Param('requestId', requestId) id: string,
  ): Promise<RequestView> {
    return viewRequest(await this.requests.decline(caller, id), 'payer');
  }

  @Needs('requests.manage')
  @Post(':requestId/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a request of yours back' })
  @Answers(200, 'The cancelled request', requestViewSchema)
  @Fails('payment_request.not_found', 'conflict.payment_request_closed')
  async cancel(
    @FromCaller() caller: Caller,
    @Param('requestId', requestId) id: string,
  ): Promise<RequestView> {
    return viewRequest(await this.requests.cancel(caller, id), 'requester');
  }

  @Needs('requests.manage')
  @Post(':requestId/remind')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remind of a request: once a day, three times at most' })
  @Answers(200, 'The request', requestViewSchema)
  @Fails('payment_request.not_found', 'conflict.payment_request_closed', 'limit.reminders')
  async remind(
    @FromCaller() caller: Caller,
    @Param('requestId', requestId) id: string,
  ): Promise<RequestView> {
    return viewRequest(await this.requests.remind(caller, id), 'requester');
  }

  @Needs('requests.manage')
  @Post(':requestId/block')
  @HttpCode(204)
  @ApiOperation({ summary: 'See no request of this person any more; they are not told' })
  @Answers(204, 'They are blocked')
  @Fails('payment_request.not_found')
  async block(@FromCaller() caller: Caller, @Param('requestId', requestId) id: string): Promise<void> {
    await this.requests.block(caller, id);
  }
}

function namedTwice(): PaymoError {
  const detail = 'must name each account once';
  return new PaymoError('payment_request.payer_twice', `/payers ${detail}`, {
    errors: [{ pointer: '/payers', detail }],
  });
}

function tooSmall(): PaymoError {
  const detail = 'is too small for everybody to have a share';
  return new PaymoError('payment_request.share_too_small', `/total/value ${detail}`, {
    errors: [{ pointer: '/total/value', detail }],
  });
}
