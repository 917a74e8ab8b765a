import { z } from 'zod';
import { defineEvent, type EventData } from './define-event.js';

/** An analyst asks the payer of a held payment something. */
export const informationRequested = defineEvent({
  type: 'paymo.payment.information-requested.v1',
  topic: 'payments.information-requested',
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

/** The payer answered in time; one answer a question. */
export const informationGiven = defineEvent({
  type: 'paymo.payment.information-given.v1',
  topic: 'payments.information-given',
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
