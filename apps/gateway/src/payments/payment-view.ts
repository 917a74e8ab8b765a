import { z } from 'zod';
import { moneySchema, paymentTypes } from '@paymo/contracts';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import { actionSchema } from '../authentication/challenge.js';
import { holdViewSchema } from '../holds/hold-view.js';
import type { Payment } from './payment.entity.js';
import { isoStatuses, isoStatusOf } from './iso-status.js';
import { paymentStatuses } from './payment-status.js';

/** A payment at the API. */
export const paymentViewSchema = z
  .strictObject({
    id: publicIdTextSchema('pay'),
    status: z.enum(paymentStatuses).meta({ examples: ['settled'] }),
    isoStatus: z
      .enum(isoStatuses)
      .describe('The status in the codes of ISO 20022 (ExternalPaymentTransactionStatus)')
      .meta({ examples: ['ACSC'] }),
    payer: publicIdTextSchema('acc'),
    payee: publicIdTextSchema('acc'),
    amount: moneySchema,
    type: z.enum(paymentTypes),
    reference: z
      .string()
      .nullable()
      .meta({ examples: ['Dinner'] }),
    action: actionSchema
      .optional()
      .describe('What the payer has to sign, in the answer to a request whose payment is `requires_action`'),
    expanded: z
      .strictObject({
        payee: z
          .strictObject({
            account: publicIdTextSchema('acc'),
            name: z
              .string()
              .nullable()
              .describe('As your contact is called, or as statements have it once the payment has settled')
              .meta({ examples: ['Ben'] }),
          })
          .optional(),
        hold: holdViewSchema.nullable().optional(),
      })
      .optional()
      .describe('What `expand` asked for'),
    version: z.int().describe('Goes up with each change'),
    occurredAt: timeSchema,
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Payment' });
export type PaymentView = z.infer<typeof paymentViewSchema>;

export function viewPayment(payment: Payment): PaymentView {
  return {
    id: publicId('pay', payment.id),
    status: payment.status,
    isoStatus: isoStatusOf(payment.status),
    payer: publicId('acc', payment.payerId),
    payee: publicId('acc', payment.payeeId),
    amount: { value: Number(payment.amountMinor), currency: payment.currency },
    type: payment.type,
    reference: payment.reference,
    version: payment.version,
    occurredAt: payment.occurredAt.toISOString(),
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}
