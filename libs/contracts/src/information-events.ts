import { z } from 'zod';
import { defineEvent, type EventData } from './define-event.js';

export const informationRequested = defineEvent({
  type: 'paymo.payment.information-requested.v1',
  topic: 'payments.information-requested',
  meaning: 'An analyst asks the payer of a held payment something.',
  schema: z.object({
    questionId: z.uuid(),
    paymentId: z.uuid(),
    payerId: z.uuid(),
    /** As the payer is to read it. */
    question: z.string(),
    askedAtMs: z.int(),
    /** Nobody waits for an answer any more from then on. */
    expiresAtMs: z.int(),
  }),
  key: (data) => data.payerId,
});
export type InformationRequested = EventData<typeof informationRequested>;

export const informationGiven = defineEvent({
  type: 'paymo.payment.information-given.v1',
  topic: 'payments.information-given',
  meaning: 'The payer answered in time; one answer a question.',
  schema: z.object({
    questionId: z.uuid(),
    paymentId: z.uuid(),
    payerId: z.uuid(),
    answer: z.string(),
    givenAtMs: z.int(),
  }),
  key: (data) => data.payerId,
});
export type InformationGiven = EventData<typeof informationGiven>;
