import { z } from 'zod';
import { verdicts } from '@paymo/contracts';

export const verdictRequestSchema = z.strictObject({
  verdict: z.enum(verdicts),
  reviewer: z.string().trim().min(1).max(100),
  note: z.string().trim().min(1).max(500),
});
export type VerdictRequest = z.infer<typeof verdictRequestSchema>;
