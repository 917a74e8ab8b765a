import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Caller, FromCaller, Needs, publicId, publicIdSchema } from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import type { CustomerEventType } from '../events/customer-event.js';
import { webhookEventTypes } from './webhook-event.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import type { DeliveryRow, EndpointRow } from './webhook-statements.js';
import { checkUrl } from './webhook-url.js';

const urlSchema = z.url({ protocol: /^https?$/ }).max(2000);
const eventsSchema = z.array(z.enum(webhookEventTypes)).max(webhookEventTypes.length);
const endpointId = { schema: publicIdSchema('whe') };

const endpointSchema = z.strictObject({ url: urlSchema, events: eventsSchema.default([]) });
const changeSchema = z.strictObject({
  url: urlSchema.nullable().default(null),
  events: eventsSchema.nullable().default(null),
  status: z.enum(['enabled', 'disabled']).nullable().default(null),
});
const deliveriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: publicIdSchema('msg').optional(),
});

interface EndpointView {
  readonly id: string;
  readonly url: string;
  /** Empty for all. */
  readonly events: readonly string[];
  readonly status: 'enabled' | 'disabled';
  readonly disabledBecause: EndpointRow['disabled_because'];
  readonly createdAt: string;
}

interface DeliveryView {
  /** The `webhook-id` of every attempt. */
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly deliveredAt: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: string;
}

/** Addresses of a customer's that hear of their payments, by Standard Webhooks. */
@ApiTags('webhooks')
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpointsService,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Needs('webhooks.manage')
  @Post()
  @ApiOperation({ summary: 'Have events of your payments sent to an address; answers with its secret, once' })
  async create(
    @FromCaller() caller: Caller,
    @Body({ schema: endpointSchema }) { url, events }: z.infer<typeof endpointSchema>,
  ): Promise<EndpointView & { secret: string }> {
    checkUrl(url, this.settings.WEBHOOKS_TO_PRIVATE_ADDRESSES);
    const { endpoint, secret } = await this.endpoints.create(caller, url, events);
    return { ...viewEndpoint(endpoint), secret };
  }

  @Needs('webhooks.manage')
  @Get()
  @ApiOperation({ summary: 'List your webhook endpoints' })
  async list(@FromCaller() caller: Caller): Promise<{ items: EndpointView[] }> {
    return { items: (await this.endpoints.list(caller)).map(viewEndpoint) };
  }

  @Needs('webhooks.manage')
  @Get(':endpointId')
  @ApiOperation({ summary: 'Read a webhook endpoint' })
  async read(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
  ): Promise<EndpointView> {
    return viewEndpoint(await this.endpoints.read(caller, id));
  }

  @Needs('webhooks.manage')
  @Patch(':endpointId')
  @ApiOperation({ summary: 'Change the address, the events, or whether anything is sent' })
  async change(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
    @Body({ schema: changeSchema }) { url, events, status }: z.infer<typeof changeSchema>,
  ): Promise<EndpointView> {
    if (url !== null) checkUrl(url, this.settings.WEBHOOKS_TO_PRIVATE_ADDRESSES);
    const change: { events: CustomerEventType[] | null; url: string | null; isEnabled: boolean | null } = {
      url,
      events,
      isEnabled: status === null ? null : status === 'enabled',
    };
    return viewEndpoint(await this.endpoints.change(caller, id, change));
  }

  @Needs('webhooks.manage')
  @Delete(':endpointId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook endpoint with its log; nothing more is sent' })
  async delete(@FromCaller() caller: Caller, @Param('endpointId', endpointId) id: string): Promise<void> {
    await this.endpoints.delete(caller, id);
  }

  @Needs('webhooks.manage')
  @Post(':endpointId/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Get a new secret; the old one signs beside it for a day' })
  async rotate(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
  ): Promise<{ secret: string; previousSecretUntil: string }> {
    const { secret, previousSecretUntil } = await this.endpoints.rotateSecret(caller, id);
    return { secret, previousSecretUntil: previousSecretUntil.toISOString() };
  }

  @Needs('webhooks.manage')
  @Post(':endpointId/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send an event of type test' })
  async test(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
  ): Promise<DeliveryView> {
    return viewDelivery(await this.endpoints.test(caller, id));
  }

  @Needs('webhooks.manage')
  @Get(':endpointId/deliveries')
  @ApiOperation({ summary: 'List what was sent in the last 30 days and what is to be, the newest first' })
  async deliveries(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
    @Query({ schema: deliveriesQuery }) { limit, cursor }: z.infer<typeof deliveriesQuery>,
  ): Promise<{ items: DeliveryView[]; nextCursor: string | null }> {
    const rows = await this.endpoints.deliveries(caller, id, limit + 1, cursor ?? null);
    const items = rows.slice(0, limit).map(viewDelivery);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Needs('webhooks.manage')
  @Post(':endpointId/deliveries/:deliveryId/resend')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a delivery again, under the same id' })
  async resend(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
    @Param('deliveryId', { schema: publicIdSchema('msg') }) deliveryId: string,
  ): Promise<DeliveryView> {
    return viewDelivery(await this.endpoints.resend(caller, id, deliveryId));
  }
}

function viewEndpoint(row: EndpointRow): EndpointView {
  return {
    id: publicId('whe', row.id),
    url: row.url,
    events: row.event_types,
    status: row.disabled_because === null ? 'enabled' : 'disabled',
    disabledBecause: row.disabled_because,
    createdAt: row.created_at.toISOString(),
  };
}

function viewDelivery(row: DeliveryRow): DeliveryView {
  const end = row.delivered_at === null ? ('failed' as const) : ('delivered' as const);
  return {
    id: publicId('msg', row.id),
    eventId: row.event_id,
    type: row.event_type,
    status: row.due_at === null ? end : 'pending',
    attempts: row.attempts,
    nextAttemptAt: row.due_at?.toISOString() ?? null,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at.toISOString(),
  };
}
