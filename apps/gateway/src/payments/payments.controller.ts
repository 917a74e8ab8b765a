import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Answers,
  AnswersPage,
  assertMatches,
  type Caller,
  entityTag,
  Fails,
  FromCaller,
  matches,
  Needs,
  pageQuery,
  pageSchema,
  PaymoError,
  publicId,
  publicIdSchema,
  TakesIdempotencyKey,
  TakesIfMatch,
  TakesIfNoneMatch,
  TakesWait,
} from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { expandQuery, PaymentExpansion } from './payment-expansion.js';
import { PaymentGate } from './payment-gate.js';
import { type PaymentRequest, paymentRequestSchema } from './payment-request.js';
import { type PaymentView, paymentViewSchema, viewPayment } from './payment-view.js';
import { PaymentsReader } from './payments.reader.js';
import { PaymentsService } from './payments.service.js';
import { FailsAsPayment } from './refusals.js';
import { AnswersWithPayment, paymentHeaders, sendAnswer, submissionOf } from './submission.js';

const listQuery = z.strictObject({ account: publicIdSchema('acc'), ...pageQuery.shape });

const paymentPage = pageSchema(paymentViewSchema, 'PaymentPage');

@ApiTags('payments')
@Controller('v1/payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly reader: PaymentsReader,
    private readonly gate: PaymentGate,
    private readonly expansion: PaymentExpansion,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('payments.create')
  @Post()
  @ApiOperation({ summary: 'Send money; answers with the decided payment, or 202 while it is undecided' })
  @TakesIdempotencyKey()
  @TakesWait()
  @AnswersWithPayment()
  @FailsAsPayment()
  @Fails('payment.payee_check_unusable', 'payment.quote_unusable', 'payment.warning_not_acknowledged')
  async create(
    @FromCaller() caller: Caller,
    @Body({ schema: paymentRequestSchema }) body: PaymentRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const headers = paymentHeaders(request, caller, 'payments', this.settings.SANDBOX);
    await this.gate.admit(caller, body, headers.key, reply);
    const submission = submissionOf(body, headers, request);
    sendAnswer(reply, await this.payments.submit(submission, headers.waitMs));
  }

  @Needs('payments.cancel')
  @Post(':paymentId/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a payment that is submitted or held: its money is free again' })
  @Answers(200, 'The cancelled payment', paymentViewSchema)
  @TakesIfMatch()
  @Fails('payment.not_found', 'conflict.payment_final')
  async cancel(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<PaymentView> {
    const payment = await this.reader.sent(caller, paymentId);
    assertMatches(ifMatch, entityTag(payment.version));
    // Somebody who says which state they mean cancels no other.
    const only = ifMatch === undefined ? {} : { onlyFrom: payment.status };
    await this.payments.apply([{ paymentId, event: 'cancel', actor: caller.subject, ...only }], []);
    const now = await this.reader.sent(caller, paymentId);
    if (now.status === 'cancelled') return viewPayment(now);
    const detail = `${publicId('pay', payment.id)} is ${now.status}; only submitted and held payments can be cancelled.`;
    throw new PaymoError('conflict.payment_final', detail);
  }

  @Needs('payments.read')
  @Get(':paymentId')
  @ApiOperation({ summary: 'Read a payment, and what `expand` asks for with it: payee, hold' })
  @TakesIfNoneMatch()
  @Answers(200, 'The payment', paymentViewSchema)
  @Answers(304, 'It has not changed since')
  @Fails('payment.not_found')
  async read(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
    @Query({ schema: expandQuery }) { expand }: z.infer<typeof expandQuery>,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const payment = await this.reader.one(caller, paymentId);
    const view = viewPayment(payment);
    // What is expanded changes without the payment: it has no tag.
    if (expand !== undefined) {
      void reply.send({ ...view, expanded: await this.expansion.of(caller, payment, expand) });
      return;
    }
    const tag = entityTag(payment.version);
    void reply.header('etag', tag);
    void (ifNoneMatch !== undefined && matches(ifNoneMatch, tag)
      ? reply.status(304).send()
      : reply.send(view));
  }

  @Needs('payments.read')
  @Get()
  @ApiOperation({ summary: 'List the payments of an account, the newest first' })
  @AnswersPage('A page of payments', paymentPage)
  @Fails('account.unknown')
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
  ): Promise<{ items: PaymentView[]; nextCursor: string | null }> {
    const page = await this.reader.list(caller, query.account, query.limit, query.cursor);
    return { items: page.items.map(viewPayment), nextCursor: page.nextCursor };
  }
}
