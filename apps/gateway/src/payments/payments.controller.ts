import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Caller, FromCaller, Needs, problemMediaType, publicIdSchema } from '@paymo/platform';
import { AccountOwners } from '../accounts/account-owners.js';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import { fingerprint, scopedKey } from './idempotency.js';
import {
  clientAddressOf,
  eventTimeOf,
  idempotencyKeyOf,
  type PaymentRequest,
  paymentRequestSchema,
  waitMsOf,
} from './payment-request.js';
import { type PaymentView, viewPayment } from './payment-view.js';
import { PaymentsReader } from './payments.reader.js';
import { PaymentsService } from './payments.service.js';
import { unknownAccount } from './refusals.js';

const listQuery = z.strictObject({
  account: publicIdSchema('acc'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

@ApiTags('payments')
@Controller('v1/payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly reader: PaymentsReader,
    private readonly owners: AccountOwners,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('payments.create')
  @Post()
  @ApiOperation({ summary: 'Send money; answers with the decided payment, or 202 while it is undecided' })
  @ApiHeader({ name: 'idempotency-key', required: true, description: '1 to 255 visible ASCII characters' })
  @ApiHeader({
    name: 'prefer',
    description: 'wait=<milliseconds to wait for the decision>, 1000 when absent',
  })
  async create(
    @FromCaller() caller: Caller,
    @Headers() headers: Record<string, string | undefined>,
    @Body({ schema: paymentRequestSchema }) body: PaymentRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const waitMs = waitMsOf(headers['prefer']);
    const key = idempotencyKeyOf(headers['idempotency-key']);
    if (!(await this.owners.reaches(caller, body.payer))) throw unknownAccount('payer', body.payer);
    const { payer, payee, amount, type, reference, deviceId } = body;
    const isSandbox = this.settings.SANDBOX;
    const { answer, isReplay } = await this.payments.submit(
      {
        request: body,
        key: scopedKey(caller.subject, 'payments', key),
        fingerprint: fingerprint([payer, payee, amount.value, amount.currency, type, reference, deviceId]),
        occurredAt: eventTimeOf(headers['paymo-event-time'], isSandbox, new Date()),
        clientAddress: clientAddressOf(headers['paymo-client-address'], isSandbox, request.ip),
        requestId: request.id,
        traceparent: request.traceparent,
        isAnsweredAtOnce: waitMs === 0,
      },
      waitMs,
    );
    if (isReplay) void reply.header('idempotency-replayed', 'true');
    const mediaType = answer.status < 400 ? 'application/json; charset=utf-8' : problemMediaType;
    void reply.status(answer.status).header('content-type', mediaType).send(answer.body);
  }

  @Needs('payments.read')
  @Get(':paymentId')
  @ApiOperation({ summary: 'Read a payment' })
  async read(
    @FromCaller() caller: Caller,
    @Param('paymentId', { schema: publicIdSchema('pay') }) paymentId: string,
  ): Promise<PaymentView> {
    return viewPayment(await this.reader.one(caller, paymentId));
  }

  @Needs('payments.read')
  @Get()
  @ApiOperation({ summary: 'List the payments of an account, the newest first' })
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
  ): Promise<{ items: PaymentView[]; nextCursor: string | null }> {
    const page = await this.reader.list(caller, query.account, query.limit, query.cursor);
    return { items: page.items.map(viewPayment), nextCursor: page.nextCursor };
  }
}
