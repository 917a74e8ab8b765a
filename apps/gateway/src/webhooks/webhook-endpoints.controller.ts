import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
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
  publicIdSchema,
} from '@paymo/platform';
import { type GatewaySettings, SETTINGS } from '../settings.js';
import type { CustomerEventType } from '../events/customer-event.js';
import { webhookEventTypes } from './webhook-event.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { checkUrl } from './webhook-url.js';
import {
  deliveryPage,
  type DeliveryView,
  deliveryViewSchema,
  endpointList,
  type EndpointView,
  endpointViewSchema,
  newEndpointSchema,
  newSecretSchema,
  viewDelivery,
  viewEndpoint,
} from './webhook-view.js';

const urlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .meta({ examples: ['https://shop.example/paymo'] });
const eventsSchema = z.array(z.enum(webhookEventTypes)).max(webhookEventTypes.length);
const endpointId = { schema: publicIdSchema('whe') };

const endpointSchema = z.strictObject({ url: urlSchema, events: eventsSchema.default([]) });
const changeSchema = z.strictObject({
  url: urlSchema.nullable().default(null),
  events: eventsSchema.nullable().default(null),
  status: z.enum(['enabled', 'disabled']).nullable().default(null),
});
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
  @Answers(201, 'The endpoint and its secret', newEndpointSchema)
  @Fails('webhook.address_refused', 'conflict.too_many_webhook_endpoints')
  async create(
    @FromCaller() caller: Caller,
    @Body({ schema: endpointSchema }) { url, events }: z.infer<typeof endpointSchema>,
  ): Promise<z.infer<typeof newEndpointSchema>> {
    checkUrl(url, this.settings.WEBHOOKS_TO_PRIVATE_ADDRESSES);
    const { endpoint, secret } = await this.endpoints.create(caller, url, events);
    return { ...viewEndpoint(endpoint), secret };
  }

  @Needs('webhooks.manage')
  @Get()
  @ApiOperation({ summary: 'List your webhook endpoints' })
  @Answers(200, 'Your endpoints', endpointList)
  async list(@FromCaller() caller: Caller): Promise<z.infer<typeof endpointList>> {
    return { items: (await this.endpoints.list(caller)).map(viewEndpoint) };
  }

  @Needs('webhooks.manage')
  @Get(':endpointId')
  @ApiOperation({ summary: 'Read a webhook endpoint' })
  @Answers(200, 'The endpoint', endpointViewSchema)
  @Fails('webhook.not_found')
  async read(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
  ): Promise<EndpointView> {
    return viewEndpoint(await this.endpoints.read(caller, id));
  }

  @Needs('webhooks.manage')
  @Patch(':endpointId')
  @ApiOperation({ summary: 'Change the address, the events, or whether anything is sent' })
  @Answers(200, 'The endpoint as it is now', endpointViewSchema)
  @Fails('webhook.not_found', 'webhook.address_refused')
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
  @Answers(204, 'It is deleted')
  @Fails('webhook.not_found')
  async delete(@FromCaller() caller: Caller, @Param('endpointId', endpointId) id: string): Promise<void> {
    await this.endpoints.delete(caller, id);
  }

  @Needs('webhooks.manage')
  @Post(':endpointId/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Get a new secret; the old one signs beside it for a day' })
  @Answers(200, 'The new secret', newSecretSchema)
  @Fails('webhook.not_found')
  async rotate(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
  ): Promise<z.infer<typeof newSecretSchema>> {
    const { secret, previousSecretUntil } = await this.endpoints.rotateSecret(caller, id);
    return { secret, previousSecretUntil: previousSecretUntil.toISOString() };
  }

  @Needs('webhooks.manage')
  @Post(':endpointId/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send an event of type test' })
  @Answers(202, 'The delivery', deliveryViewSchema)
  @Fails('webhook.not_found')
  async test(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
  ): Promise<DeliveryView> {
    return viewDelivery(await this.endpoints.test(caller, id));
  }

  @Needs('webhooks.manage')
  @Get(':endpointId/deliveries')
  @ApiOperation({ summary: 'List what was sent in the last 30 days and what is to be, the newest first' })
  @AnswersPage('A page of deliveries', deliveryPage)
  @Fails('webhook.not_found')
  async deliveries(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<z.infer<typeof deliveryPage>> {
    const { items, nextCursor } = await this.endpoints.deliveries(caller, id, { limit, cursor });
    return { items: items.map(viewDelivery), nextCursor };
  }

  @Needs('webhooks.manage')
  @Post(':endpointId/deliveries/:deliveryId/resend')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send a delivery again, under the same id' })
  @Answers(202, 'The delivery', deliveryViewSchema)
  @Fails('webhook.not_found', 'webhook.delivery_not_found')
  async resend(
    @FromCaller() caller: Caller,
    @Param('endpointId', endpointId) id: string,
    @Param('deliveryId', { schema: publicIdSchema('msg') }) deliveryId: string,
  ): Promise<DeliveryView> {
    return viewDelivery(await this.endpoints.resend(caller, id, deliveryId));
  }
}
