import { z } from 'zod/mini';

export const moneySchema = z.object({ value: z.number(), currency: z.string() });

export const caseStatusSchema = z.enum(['open', 'released', 'rejected', 'expired', 'cancelled']);

/** A case as `GET /review/cases/:id` answers it. */
export const caseSchema = z.object({
  id: z.string(),
  paymentId: z.string(),
  status: caseStatusSchema,
  payer: z.string(),
  payee: z.string(),
  amount: moneySchema,
  type: z.string(),
  score: z.nullable(z.number()),
  expectedLoss: moneySchema,
  reasons: z.array(
    z.object({ feature: z.string(), value: z.number(), contribution: z.number(), sentence: z.string() }),
  ),
  rules: z.array(z.object({ ruleId: z.string(), verdict: z.string(), sentence: z.string() })),
  model: z.string(),
  occurredAt: z.string(),
  openedAt: z.string(),
  deadlineAt: z.string(),
  lane: z.enum(['first', 'senior', 'second']),
  holder: z.nullable(z.string()),
  waitingUntil: z.nullable(z.string()),
  tags: z.array(z.string()),
  proposedBy: z.nullable(z.string()),
});
export type Case = z.infer<typeof caseSchema>;

export type Money = z.infer<typeof moneySchema>;
