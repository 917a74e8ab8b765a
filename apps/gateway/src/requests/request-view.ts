import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import {
  pageQuery,
  pageSchema,
  plainTextSchema,
  publicId,
  publicIdSchema,
  publicIdTextSchema,
  timeSchema,
} from '@paymo/platform';
import { factsOf } from './payment-requests.service.js';
import type { RequestRow } from './request-statements.js';
import { requestStatus, requestStatuses, type Side } from './request-status.js';

const common = {
  /** The requester's account. */
  payee: publicIdSchema('acc'),
  reference: plainTextSchema(140).nullable().default(null),
  expiresInDays: z.int().min(1).max(90).default(14),
};

export const askSchema = z.strictObject({ ...common, payer: publicIdSchema('acc'), amount: moneySchema });

const weight = z.int().min(1).max(1000);

export const splitSchema = z.strictObject({
  ...common,
  total: moneySchema,
  payers: z
    .array(z.strictObject({ account: publicIdSchema('acc'), weight: weight.default(1) }))
    .min(1)
    .max(20),
  /** The requester's own part of the bill; 0 when they have none. */
  ownWeight: z.int().min(0).max(1000).default(1),
});

export const listSchema = z.strictObject({
  as: z.enum(['payer', 'requester']).default('payer'),
  ...pageQuery.shape,
});

export const requestViewSchema = z
  .strictObject({
    id: publicIdTextSchema('req'),
    payee: publicIdTextSchema('acc'),
    payeeName: z.string(),
    payer: publicIdTextSchema('acc'),
    amount: moneySchema,
    reference: z.string().nullable(),
    status: z.enum(requestStatuses),
    paymentId: publicIdTextSchema('pay')
      .nullable()
      .describe('The payment that paid it, and for the payer the one that is under way'),
    reminders: z.int(),
    remindedAt: timeSchema.nullable(),
    expiresAt: timeSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'PaymentRequest' });
export type RequestView = z.infer<typeof requestViewSchema>;

export const requestPage = pageSchema(requestViewSchema, 'PaymentRequestPage');

export const sharesSchema = z.strictObject({
  ownShare: z.int().describe('Minor units'),
  items: z.array(requestViewSchema),
});

export function viewRequest(row: RequestRow, side: Side): RequestView {
  const status = requestStatus(factsOf(row), side);
  const hasPayment = status === 'paid' || status === 'in_payment';
  return {
    id: publicId('req', row.id),
    payee: publicId('acc', row.payee_id),
    payeeName: row.payee_name,
    payer: publicId('acc', row.payer_id),
    amount: { value: Number(row.amount_minor), currency: row.currency },
    reference: row.reference,
    status,
    paymentId: hasPayment && row.payment_id !== null ? publicId('pay', row.payment_id) : null,
    reminders: row.reminders,
    remindedAt: row.reminded_at?.toISOString() ?? null,
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}
