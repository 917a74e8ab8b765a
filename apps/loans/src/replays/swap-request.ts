import { z } from 'zod';
import { creditPolicySchema } from '../decisions/credit-policy.js';
import { creditModelId } from '../settings.js';

/** What would decide instead; what is absent is the one in force. */
export const swapRequestSchema = z.strictObject({
  policy: creditPolicySchema.optional(),
  model: creditModelId.optional(),
});
export type SwapRequest = z.infer<typeof swapRequestSchema>;
