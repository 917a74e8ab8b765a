import { z } from 'zod';
import { plainTextSchema } from '@paymo/platform';

export const contestRequestSchema = z.strictObject({
  /** What the customer has to say about the decision. */
  statement: plainTextSchema(2000),
});
export type ContestRequest = z.infer<typeof contestRequestSchema>;

export const verdictRequestSchema = z.strictObject({
  verdict: z.enum(['approve', 'decline']),
  note: plainTextSchema(1000),
});
export type VerdictRequest = z.infer<typeof verdictRequestSchema> & { readonly reviewer: string };
