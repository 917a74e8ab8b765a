import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import { partialKeeps } from '@paymo/lending';
import { textSchema } from '@paymo/platform';

export const acceptanceRequestSchema = z.strictObject({
  /** Of the offer that was read: the customer's signature is under these terms and no others. */
  agreementHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the agreementHash of the offer')
    .meta({ examples: ['0'.repeat(64)] }),
});
export type AcceptanceRequest = z.infer<typeof acceptanceRequestSchema>;

export const repaymentRequestSchema = z.discriminatedUnion('kind', [
  /** Towards what is due next. */
  z.strictObject({ kind: z.enum(['repayment']), amount: moneySchema }),
  /** A part of the principal, with a new plan. */
  z.strictObject({
    kind: z.enum(['partial']),
    amount: moneySchema,
    keep: z.enum(partialKeeps).default('term'),
  }),
  /** Everything, at the day's figure. */
  z.strictObject({ kind: z.enum(['settlement']) }),
  /** Everything, within 14 days of the agreement. */
  z.strictObject({ kind: z.enum(['withdrawal']) }),
  /** Of a loan that was charged off. */
  z.strictObject({ kind: z.enum(['recovery']), amount: moneySchema }),
]);
export type RepaymentRequest = z.infer<typeof repaymentRequestSchema>;

/** What was asked, with the subject of the token of who asked. */
type ByStaff<Schema extends z.ZodType> = z.infer<Schema> & { readonly actor: string };

const arrangementKinds = [
  'payment_holiday',
  'reduced_plan',
  'interest_freeze',
  're_age',
  'breathing_space',
] as const;

export const arrangementRequestSchema = z.strictObject({
  kind: z.enum(arrangementKinds),
  /** Months of the holiday, or by which the loan becomes longer. */
  months: z.int().min(1).max(12).default(1),
  /** That the customer agreed to what it costs more. */
  consent: z.boolean().default(false),
});
export type ArrangementRequest = ByStaff<typeof arrangementRequestSchema>;

export const staffRequestSchema = z.strictObject({ note: textSchema(500) });
export type StaffRequest = ByStaff<typeof staffRequestSchema>;

export const vulnerabilityRequestSchema = z.strictObject({ isVulnerable: z.boolean() });

export const refundRequestSchema = staffRequestSchema.extend({ amount: moneySchema });
export type RefundRequest = ByStaff<typeof refundRequestSchema>;
