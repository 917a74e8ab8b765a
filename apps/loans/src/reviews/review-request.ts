import { z } from 'zod';
import { textSchema } from '@paymo/platform';

export const contestRequestSchema = z.strictObject({
  /** What the customer has to say about the decision. */
  statement: textSchema(2000),
});
export type ContestRequest = z.infer<typeof contestRequestSchema>;

export const verdictRequestSchema = z.strictObject({
  verdict: z.enum(['approve', 'decline']),
  note: textSchema(1000),
});
export type VerdictRequest = z.infer<typeof verdictRequestSchema> & { readonly reviewer: string };
