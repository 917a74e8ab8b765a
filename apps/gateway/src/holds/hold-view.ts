import { z } from 'zod';
import { publicIdTextSchema, timeSchema } from '@paymo/platform';
import { questionViewSchema } from './question-view.js';

/** What a payer is told of a hold. Which rule or fact brought it about is not said: a thief would learn from it. */
export const holdViewSchema = z
  .strictObject({
    paymentId: publicIdTextSchema('pay'),
    grounds: z.literal('suspected_fraud'),
    establishedAt: timeSchema,
    deadlineAt: timeSchema.describe('By then the payment is executed or its money is free again'),
    notice: z.string().describe('What to show to the payer'),
    question: questionViewSchema
      .nullable()
      .describe('What the payer was asked last; an answer may bring the end of the hold nearer'),
    actions: z
      .array(
        z.strictObject({ action: z.enum(['cancel', 'answer']), method: z.literal('POST'), path: z.string() }),
      )
      .describe('What the payer can do now, as paths of this API'),
  })
  .meta({ id: 'Hold' });
export type HoldView = z.infer<typeof holdViewSchema>;
