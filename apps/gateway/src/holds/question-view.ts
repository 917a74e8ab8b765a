import { z } from 'zod';
import { timeSchema } from '@paymo/platform';
import type { QuestionRow } from './information-statements.js';

/** What the bank asks a payer about a held payment, at the API. */
export const questionViewSchema = z
  .strictObject({
    text: z
      .string()
      .meta({ examples: ['Did you start this payment yourself, without anybody urging you to?'] }),
    status: z.enum(['open', 'answered', 'expired']),
    askedAt: timeSchema,
    expiresAt: timeSchema.describe('Answers count until then'),
    answeredAt: timeSchema.nullable(),
  })
  .meta({ id: 'PaymentQuestion' });
export type QuestionView = z.infer<typeof questionViewSchema>;

export function viewQuestion(row: QuestionRow, now: Date): QuestionView {
  const unanswered = row.expires_at > now ? ('open' as const) : ('expired' as const);
  return {
    text: row.question,
    status: row.answered_at === null ? unanswered : 'answered',
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    answeredAt: row.answered_at?.toISOString() ?? null,
  };
}
