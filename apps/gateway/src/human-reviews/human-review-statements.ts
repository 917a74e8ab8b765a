import type { Statement } from '@paymo/platform';
import { paymentOwners } from '../payments/payment-statements.js';
import type { PaymentStatus } from '../payments/payment-status.js';
import type { Contested } from './human-review.js';

export interface HumanReviewRow {
  readonly id: string;
  readonly payment_id: string;
  readonly payer_id: string;
  readonly asker: string;
  readonly about: Contested;
  readonly words: string | null;
  readonly asked_at: Date;
  readonly outcome: 'released' | 'upheld' | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly payment: PaymentStatus;
}

const columns = `
  r.id, r.payment_id, r.payer_id, r.asker, r.about, r.words, r.asked_at, r.outcome, r.decided_at, r.decided_by,
  p.status AS payment`;
const reviewsOfPayments = 'FROM human_reviews r JOIN payments p ON p.id = r.payment_id';
const reviews = `SELECT ${columns} ${reviewsOfPayments}`;

/** Answers nothing when a review of the payment was asked for before. */
export const insertReview: Statement = {
  name: 'insert_human_review',
  text: `
    INSERT INTO human_reviews (id, payment_id, payer_id, asker, about, words, asked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (payment_id) DO NOTHING RETURNING id`,
};

export const readReview: Statement = { name: 'read_human_review', text: `${reviews} WHERE r.id = $1` };

export interface LockedReviewRow extends HumanReviewRow {
  /** Who owns the accounts of the payment. */
  readonly owners: readonly string[];
}

export const lockReview: Statement = {
  name: 'lock_human_review',
  text: `
    SELECT ${columns}, ${paymentOwners} AS owners ${reviewsOfPayments} WHERE r.id = $1 FOR NO KEY UPDATE OF r`,
};

/** Reviews of declined payments that nobody has decided, the oldest first; ids are in the order of asking. */
export const listReviews: Statement = {
  name: 'list_human_reviews',
  text: `
    ${reviews} WHERE r.about = 'declined' AND r.outcome IS NULL
      AND r.id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY r.id LIMIT $2`,
};

export const decideReview: Statement = {
  name: 'decide_human_review',
  text: 'UPDATE human_reviews SET outcome = $2, decided_at = $3, decided_by = $4 WHERE id = $1',
};
