import { z } from 'zod';
import { expressionSchema } from './rule-definition.js';

const probability = z.number().min(0).max(1);
const amountMinor = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Fixed scores from which payments are held or declined. */
const thresholdsSchema = z
  .strictObject({
    kind: z.literal('thresholds'),
    hold: probability,
    /** Null when no score is certain enough to decline without a person. */
    decline: probability.nullable(),
  })
  .refine(({ hold, decline }) => decline === null || decline >= hold, {
    path: ['decline'],
    message: 'must not be below hold',
  });

/** Holds a payment when its expected loss, score × amount, exceeds the cost of looking at it. */
const expectedLossSchema = z.strictObject({
  kind: z.literal('expected_loss'),
  reviewCostMinor: amountMinor,
  /** The score from which payments are declined; null for never. */
  declineFrom: probability.nullable(),
});

const limitsSchema = z.discriminatedUnion('kind', [thresholdsSchema, expectedLossSchema]);
export type PolicyLimits = z.infer<typeof limitsSchema>;

const segmentSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be small letters, digits, hyphens and underscores'),
  /** CEL over the payment, as in rules. */
  when: expressionSchema,
  limits: limitsSchema,
});

/** How scores and rules become outcomes, as it is stored. */
export const policySchema = z.strictObject({
  limits: limitsSchema,
  /** The first segment that a payment is in decides with its own limits. */
  segments: z.array(segmentSchema).max(50).default([]),
  sampling: z
    .strictObject({
      /** Share of holds whose verdicts become labels with a known chance. */
      holds: probability,
      /** Share of approvals up to an amount that is held to learn the truth of what is never looked at. */
      approvals: z
        .strictObject({ rate: probability, amountMinorMax: amountMinor })
        .default({ rate: 0, amountMinorMax: 0 }),
    })
    .default({ holds: 0, approvals: { rate: 0, amountMinorMax: 0 } }),
  /** Without a score, and when no rule speaks, amounts above this are held. */
  whenDegraded: z.strictObject({ kind: z.literal('hold_above'), amountMinor }),
});
export type PolicyDocument = z.infer<typeof policySchema>;
