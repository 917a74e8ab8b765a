import { z } from 'zod';
import { textSchema, verdicts } from '@paymo/contracts';

export const verdictRequestSchema = z.strictObject({
  verdict: z.enum(verdicts),
  reviewer: textSchema(100),
  note: textSchema(500),
});
export type VerdictRequest = z.infer<typeof verdictRequestSchema>;
