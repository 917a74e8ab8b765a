import { z } from 'zod';

/** Sources of a decision that are no rules; no rule may be called so. */
const reservedSources = ['model', 'degraded', 'sample', 'policy'] as const;

const isFree = (id: string): boolean => !reservedSources.some((reserved) => reserved === id);

export const ruleIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,62}$/, 'must be small letters, digits and hyphens, such as large-at-night')
  .refine(isFree, `must not be one of ${reservedSources.join(', ')}`);

export const expressionSchema = z.string().trim().min(1).max(2000);

/** A rule as its author writes it and as it is stored. */
export const ruleDefinitionSchema = z.strictObject({
  id: ruleIdSchema,
  /** CEL over a payment's facts, features, score and lists; yes means that the rule fires. */
  expression: expressionSchema,
  /** `approve` lowers a hold of the model, and nothing else. */
  outcome: z.enum(['hold', 'decline', 'approve']),
  /**
   * What an error of the expression means: a hold, or that the rule did not fire. A rule that approves prevents
   * nothing, so its errors never hold.
   */
  onError: z.enum(['hold', 'ignore']).default('hold'),
  /** Stable code that queues are filtered by. */
  reason: z.string().regex(/^[a-z][a-z0-9_]{1,62}$/, 'must be a code such as large_at_night'),
  /** What an analyst reads. */
  sentence: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters'),
});
export type RuleDefinition = z.infer<typeof ruleDefinitionSchema>;
