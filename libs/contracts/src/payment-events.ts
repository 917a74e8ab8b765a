import { z } from 'zod';
import { defineEvent, type EventData } from './define-event.js';
import { moneySchema } from './money.js';

/** What a customer can ask for. */
export const requestedPaymentTypes = ['transfer', 'payment', 'cash_out', 'cash_in', 'debit'] as const;
/** All that scoring decides about: also what the bank itself pays out, such as a loan. */
const decidedPaymentTypes = [...requestedPaymentTypes, 'payout'] as const;
/** All that moves money: also what a person decided, such as the reimbursement of a fraud claim. */
export const paymentTypes = [...decidedPaymentTypes, 'reimbursement'] as const;
export const accountKinds = ['customer', 'merchant'] as const;

const partySchema = z.object({
  accountId: z.uuid(),
  kind: z.enum(accountKinds),
  /** Available balance just before the money was reserved, in minor units. */
  balanceMinor: z.int(),
});

export const paymentSubmitted = defineEvent({
  type: 'paymo.payment.submitted.v1',
  topic: 'payments.submitted',
  meaning: 'A payment was accepted and its money reserved: it asks for a decision.',
  schema: z.object({
    paymentId: z.uuid(),
    payer: partySchema,
    payee: partySchema,
    amount: moneySchema,
    type: z.enum(decidedPaymentTypes),
    /** The app's device and the address that the request came from, where they are known. */
    deviceId: z.string().nullable().default(null),
    ipAddress: z.string().nullable().default(null),
    /** When the customer asked, in milliseconds since the epoch; windows are measured with it. */
    occurredAtMs: z.int(),
    submittedAtMs: z.int(),
  }),
  key: (data) => data.payer.accountId,
});
export type PaymentSubmitted = EventData<typeof paymentSubmitted>;

/** One fact and how far it pushed the score, in the unit of the model's explanation: probability or log-odds. */
const reasonSchema = z.object({
  feature: z.string(),
  value: z.number(),
  contribution: z.number(),
  /** The fact for a person to read, against what is usual for the customer. */
  sentence: z.string().default(''),
});

const decisionOutcomes = ['approve', 'hold', 'decline'] as const;

export const paymentDecided = defineEvent({
  type: 'paymo.payment.decided.v1',
  topic: 'payments.decided',
  meaning: 'Scoring decided about a payment.',
  schema: z.object({
    paymentId: z.uuid(),
    payerId: z.uuid(),
    payeeId: z.uuid(),
    amount: moneySchema,
    type: z.enum(decidedPaymentTypes),
    occurredAtMs: z.int(),
    outcome: z.enum(decisionOutcomes),
    /** Probability of fraud, 0 to 1; null when no model could score the payment. */
    score: z.number().min(0).max(1).nullable(),
    /** The strongest facts first; empty for approvals. */
    reasons: z.array(reasonSchema),
    /** Rules that hit. */
    rules: z
      .array(
        z.object({
          ruleId: z.string(),
          verdict: z.enum(decisionOutcomes),
          reason: z.string(),
          sentence: z.string(),
        }),
      )
      .default([]),
    model: z.string(),
    /** Where a held payment was sent from, as far as it is known; null for the others. */
    origin: z
      .object({ deviceId: z.string().nullable(), ipAddress: z.string().nullable() })
      .nullable()
      .default(null),
    decidedAtMs: z.int(),
  }),
  key: (data) => data.payerId,
});
export type PaymentDecided = EventData<typeof paymentDecided>;
export type Reason = z.infer<typeof reasonSchema>;

export const verdicts = ['release', 'reject'] as const;

export const paymentReviewed = defineEvent({
  type: 'paymo.payment.reviewed.v1',
  topic: 'payments.reviewed',
  meaning: 'An analyst judged a held payment.',
  schema: z.object({
    paymentId: z.uuid(),
    payerId: z.uuid(),
    verdict: z.enum(verdicts),
    reviewer: z.string(),
    reviewedAtMs: z.int(),
  }),
  key: (data) => data.payerId,
});
export type PaymentReviewed = EventData<typeof paymentReviewed>;

export const paymentLabelled = defineEvent({
  type: 'paymo.payment.labelled.v1',
  topic: 'payments.labelled',
  meaning: 'The truth about a payment, as far as it is known: when it happened and when we learnt of it.',
  schema: z.object({
    paymentId: z.uuid(),
    payerId: z.uuid(),
    isFraud: z.boolean(),
    /** An analyst's verdict, a customer's claim, or a chargeback. */
    source: z.enum(['verdict', 'claim', 'chargeback']),
    knownAtMs: z.int(),
  }),
  key: (data) => data.payerId,
});
export type PaymentLabelled = EventData<typeof paymentLabelled>;

export const finalStatuses = ['settled', 'declined', 'rejected', 'expired', 'cancelled'] as const;

export const paymentSettled = defineEvent({
  type: 'paymo.payment.settled.v1',
  topic: 'payments.settled',
  meaning: 'A payment reached its end: the money moved, or the reservation was undone.',
  schema: z.object({
    paymentId: z.uuid(),
    payerId: z.uuid(),
    payeeId: z.uuid(),
    amount: moneySchema,
    type: z.enum(paymentTypes),
    status: z.enum(finalStatuses),
    occurredAtMs: z.int(),
    settledAtMs: z.int(),
  }),
  key: (data) => data.payerId,
});
export type PaymentSettled = EventData<typeof paymentSettled>;
