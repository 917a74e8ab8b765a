import { Body, Controller, Delete, Get, Headers, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import {
  Answers,
  AnswersPage,
  type Caller,
  Fails,
  FromCaller,
  idempotencyKeyOf,
  Needs,
  type PageQuery,
  pageQuery,
  pageSchema,
  plainTextSchema,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  scopedKey,
  TakesIdempotencyKey,
  timeSchema,
} from '@paymo/platform';
import { dayOf } from '../controls/spending-limits.js';
import { rhythms } from './occurrences.js';
import { type StandingOrderRow, standingOrderStatuses } from './standing-order-statements.js';
import { StandingOrdersService } from './standing-orders.service.js';

const day = z.iso.date().meta({ examples: ['2099-01-31'] });
const createSchema = z
  .strictObject({
    payer: publicIdSchema('acc'),
    payee: publicIdSchema('acc'),
    amount: moneySchema,
    reference: plainTextSchema(140).nullable().default(null),
    every: z.enum(rhythms),
    firstOn: day
      .refine((text) => text >= dayOf(new Date()), 'must be today or later, in UTC')
      .describe('Today or later, in UTC'),
    lastOn: day.nullable().default(null).describe('No payment is due after it; null for no end'),
  })
  .refine(({ firstOn, lastOn }) => lastOn === null || lastOn >= firstOn, {
    path: ['lastOn'],
    error: 'must not be before firstOn',
  });
const orderViewSchema = z
  .strictObject({
    id: publicIdTextSchema('sto'),
    payer: publicIdTextSchema('acc'),
    payee: publicIdTextSchema('acc'),
    amount: moneySchema,
    reference: z.string().nullable(),
    every: z.enum(rhythms),
    firstOn: day,
    lastOn: day.nullable(),
    nextOn: day.nullable().describe('When the next payment is due; null when there is none any more'),
    status: z.enum(standingOrderStatuses).describe('`paused` after three failures in a row'),
    asked: z.int().min(0).describe('Payments that were asked for'),
    createdAt: timeSchema,
  })
  .meta({ id: 'StandingOrder' });
type OrderView = z.infer<typeof orderViewSchema>;
const orderPage = pageSchema(orderViewSchema, 'StandingOrderPage');

const orderId = { schema: publicIdSchema('sto') };

@ApiTags('standing orders')
@Controller('v1/standing-orders')
export class StandingOrdersController {
  constructor(private readonly orders: StandingOrdersService) {}

  @Needs('standing_orders.manage')
  @Post()
  @ApiOperation({ summary: 'Pay the same every week or month' })
  @TakesIdempotencyKey()
  @Answers(201, 'The standing order', orderViewSchema)
  @Fails('account.unknown', 'conflict.idempotency_key_reused', 'conflict.too_many_standing_orders')
  async create(
    @FromCaller() caller: Caller,
    @Body({ schema: createSchema }) body: z.infer<typeof createSchema>,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<OrderView> {
    const scoped = scopedKey(caller.subject, 'standing-orders', idempotencyKeyOf(key));
    return view(await this.orders.create(caller, body, scoped));
  }

  @Needs('standing_orders.manage')
  @Get()
  @ApiOperation({ summary: 'List your standing orders, the newest first' })
  @AnswersPage('A page of standing orders', orderPage)
  async list(
    @FromCaller() caller: Caller,
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<{ items: OrderView[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.orders.list(caller, limit, cursor);
    return { items: items.map(view), nextCursor };
  }

  @Needs('standing_orders.manage')
  @Get(':standingOrderId')
  @ApiOperation({ summary: 'Read a standing order' })
  @Answers(200, 'The standing order', orderViewSchema)
  @Fails('standing_order.not_found')
  async read(
    @FromCaller() caller: Caller,
    @Param('standingOrderId', orderId) id: string,
  ): Promise<OrderView> {
    return view(await this.orders.read(caller, id));
  }

  @Needs('standing_orders.manage')
  @Delete(':standingOrderId')
  @ApiOperation({ summary: 'Cancel a standing order: nothing more is asked for' })
  @Answers(200, 'The standing order as it is now', orderViewSchema)
  @Fails('standing_order.not_found')
  async cancel(
    @FromCaller() caller: Caller,
    @Param('standingOrderId', orderId) id: string,
  ): Promise<OrderView> {
    return view(await this.orders.cancel(caller, id));
  }
}

function view(row: StandingOrderRow): OrderView {
  return {
    id: publicId('sto', row.id),
    payer: publicId('acc', row.payer_id),
    payee: publicId('acc', row.payee_id),
    amount: { value: Number(row.amount_minor), currency: row.currency },
    reference: row.reference,
    every: row.every,
    firstOn: row.first_on,
    lastOn: row.last_on,
    nextOn: row.status === 'active' || row.status === 'paused' ? row.next_on : null,
    status: row.status,
    asked: row.asked,
    createdAt: row.created_at.toISOString(),
  };
}
