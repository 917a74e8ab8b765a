import { z } from 'zod';
import { amountMinorMax } from '@paymo/contracts';

/** What is asked for instead. */
export const whatIfRequestSchema = z.strictObject({
  amountMinor: z.int().min(1).max(amountMinorMax),
  months: z.int().min(1).max(120),
});
export type WhatIfRequest = z.infer<typeof whatIfRequestSchema>;
