import type { Statement } from '@paymo/platform';
import type { ReviewKind, ReviewStatus } from './review-status.js';

/** Of several that ask for a person at a time the first one opens the review. */
export const insertReview: Statement = {
  name: 'insert_review',
  text: `
    INSERT INTO reviews (id, application_id, kind, statement, status, opened_at, due_at)
    VALUES ($1, $2, $3, $4, 'open', $5, $6) ON CONFLICT DO NOTHING`,
};

/** An application with its decision, as people look at it. */
export interface DecidedRow {
  readonly account_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly months: number;
  readonly purpose: string;
  readonly outcome: string;
  readonly probability: number;
  readonly record: {
    readonly inputs: unknown;
    readonly income: unknown;
    readonly affordability: unknown;
    readonly decision: { readonly reasons: readonly unknown[] };
  };
}

export interface ReviewRow extends DecidedRow {
  readonly id: string;
  readonly application_id: string;
  readonly kind: ReviewKind;
  readonly statement: string | null;
  readonly status: ReviewStatus;
  readonly opened_at: Date;
  readonly due_at: Date;
  readonly closed_at: Date | null;
  readonly proposer: string | null;
  readonly reviewer: string | null;
  readonly note: string | null;
}

const columns = `r.id, r.application_id, r.kind, r.statement, r.status, r.opened_at, r.due_at, r.closed_at, r.proposer,
  r.reviewer, r.note, a.account_id, a.amount_minor, a.currency, a.months, a.purpose, a.outcome, d.probability, d.record`;
const source = `reviews r JOIN applications a ON a.id = r.application_id JOIN decisions d ON d.application_id = a.id`;

/** The queue: what is due soonest comes first. */
export const readReviews: Statement = {
  name: 'read_reviews',
  text: `SELECT ${columns} FROM ${source} WHERE r.status = ANY($1::text[]) ORDER BY r.due_at, r.id LIMIT $2`,
};

export const readReview: Statement = {
  name: 'read_review',
  text: `SELECT ${columns} FROM ${source} WHERE r.id = $1`,
};

export const readReviewOfApplication: Statement = {
  name: 'read_review_of_application',
  text: `SELECT ${columns} FROM ${source} WHERE r.application_id = $1 ORDER BY r.id DESC LIMIT 1`,
};

export const lockReview: Statement = {
  name: 'lock_review',
  text: `SELECT ${columns} FROM ${source} WHERE r.id = $1 FOR UPDATE OF r`,
};

export const moveReview: Statement = {
  name: 'move_review',
  text: `UPDATE reviews SET status = $2, proposer = $3, reviewer = $4, note = $5, closed_at = $6 WHERE id = $1`,
};
