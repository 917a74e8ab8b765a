import { z } from 'zod';
import { pageSchema, publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import type { DeliveryRow, EndpointRow } from './webhook-statements.js';

const endpointFields = {
  id: publicIdTextSchema('whe'),
  url: z.string().meta({ examples: ['https://shop.example/paymo'] }),
  events: z.array(z.string().meta({ examples: ['payment.settled'] })).describe('Empty for all'),
  status: z.enum(['enabled', 'disabled']),
  disabledBecause: z
    .enum(['owner', 'failures', 'gone'])
    .nullable()
    .meta({ examples: [null] }),
  createdAt: timeSchema,
};
export const endpointViewSchema = z.strictObject(endpointFields).meta({ id: 'WebhookEndpoint' });
export type EndpointView = z.infer<typeof endpointViewSchema>;

const secretSchema = z
  .string()
  .describe('What signatures are checked with (Standard Webhooks)')
  .meta({ examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] });
export const newEndpointSchema = z
  .strictObject({ ...endpointFields, secret: secretSchema })
  .meta({ id: 'NewWebhookEndpoint' });
export const newSecretSchema = z.strictObject({ secret: secretSchema, previousSecretUntil: timeSchema });
export const endpointList = z.strictObject({ items: z.array(endpointViewSchema) });

export const deliveryViewSchema = z
  .strictObject({
    id: publicIdTextSchema('msg').describe('The `webhook-id` of every attempt'),
    eventId: z.string().meta({ examples: ['812-4711'] }),
    type: z.string().meta({ examples: ['payment.settled'] }),
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: timeSchema.nullable(),
    deliveredAt: timeSchema.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.infer<typeof deliveryViewSchema>;
export const deliveryPage = pageSchema(deliveryViewSchema, 'WebhookDeliveryPage');

export function viewEndpoint(row: EndpointRow): EndpointView {
  return {
    id: publicId('whe', row.id),
    url: row.url,
    events: [...row.event_types],
    status: row.disabled_because === null ? 'enabled' : 'disabled',
    disabledBecause: row.disabled_because,
    createdAt: row.created_at.toISOString(),
  };
}

export function viewDelivery(row: DeliveryRow): DeliveryView {
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
