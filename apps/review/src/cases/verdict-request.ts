import { z } from 'zod';
import { verdicts } from '@paymo/contracts';
import { textSchema } from '@paymo/platform';

export const verdictRequestSchema = z.strictObject({
  verdict: z.enum(verdicts),
  note: textSchema(500),
});
export type VerdictRequest = z.infer<typeof verdictRequestSchema>;
