import { randomUUID } from 'node:crypto';
import request, { type Response } from 'supertest';
import { type Bank, bearer } from './bank.js';
import { today } from './borrower.js';

export interface QueuedReview extends Record<string, unknown> {
  readonly id: string;
  readonly application: string;
}

/** The verdict of somebody of the staff. */
export function judgeReview(
  bank: Bank,
  reviewId: string,
  verdict: 'approve' | 'decline',
  reviewer: string,
): Promise<Response> {
  return Promise.resolve(
    request(bank.loans)
      .post(`/admin/loans/reviews/${reviewId}/verdict`)
      .set({ 'idempotency-key': randomUUID(), 'paymo-event-time': `${today}T15:00:00Z` })
      .set(bearer(bank.tokens.for(reviewer, ['analyst'])))
      .send({ verdict, note: 'Seen with the customer.' }),
  );
}

/** The applications that wait for a person. */
export async function reviewQueue(bank: Bank, at = `${today}T13:00:00Z`): Promise<QueuedReview[]> {
  const { body } = await request(bank.loans)
    .get('/admin/loans/reviews?limit=100')
    .set({ ...bearer(bank.tokens.for('sam')), 'paymo-event-time': at });
  return body.items;
}

/** Closes the review of an application: alone, or together with a second person. */
export async function closeReview(
  bank: Bank,
  application: string,
  verdict: 'approve' | 'decline',
): Promise<void> {
  const review = (await reviewQueue(bank)).find((each) => each.application === application);
  if (review === undefined) throw new Error(`${application} waits for nobody`);
  for (const name of verdict === 'approve' ? ['anna', 'ben'] : ['anna'])
    await judgeReview(bank, review.id, verdict, name);
}
