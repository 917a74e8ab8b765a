import { z } from 'zod';
import { verdicts } from '@paymo/contracts';
import { plainTextSchema } from '@paymo/platform';

export const verdictRequestSchema = z
  .strictObject({
    verdict: z.enum(verdicts),
    /** Needed to reject; one of the codes of `GET /review/queue/reasons`. */
    reason: z.string().max(40).optional(),
    note: plainTextSchema(500).optional(),
    /** What was on the analyst's screen, kept with the verdict. */
    displayed: z.strictObject({ score: z.enum(['shown', 'blind']), model: z.string().max(100) }).optional(),
    /** How long the case was on the screen. */
    dwellMs: z.number().int().min(0).max(86_400_000).optional(),
  })
  .refine(({ verdict, reason }) => verdict === 'release' || reason !== undefined, {
    path: ['reason'],
    message: 'must say why the payment is rejected',
  });
export type VerdictRequest = z.infer<typeof verdictRequestSchema>;
