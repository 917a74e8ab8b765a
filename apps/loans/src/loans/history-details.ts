import { z } from 'zod';
import { hashSchema } from '../answer-fields.js';

const bareId = z.uuid().meta({ examples: ['0198f5a2-7c1e-7b30-9d42-6f0a1c2b3d4e'] });

/** What is kept with something that happened to a loan: each event has its own. */
export const historyDetailsSchema = z
  .strictObject({
    offerId: bareId.optional().describe('Of the signature: the offer that was accepted'),
    agreementHash: hashSchema.optional().describe('Of the signature'),
    transferId: bareId.optional().describe('Of money that moved or did not'),
    movedMinor: z.int().optional(),
    refusal: z.string().nullable().optional().describe('Why no money moved'),
    months: z.int().optional().describe('Of an arrangement'),
    extraMinor: z.int().optional().describe('Of an arrangement: what it costs more'),
    note: z.string().optional().describe('What somebody of the staff wrote'),
  })
  .meta({ examples: [{ months: 1, extraMinor: 0 }] });
export type HistoryDetails = z.infer<typeof historyDetailsSchema>;
