import type { Statement } from '@paymo/platform';
import type { CaseStatus } from './case.entity.js';

export interface PastCaseRow {
  readonly id: string;
  /** Minor units, as text. */
  readonly amount_minor: string;
  readonly currency: string;
  readonly status: CaseStatus;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
}

/** A payer's cases since a time, the latest first. */
export const casesOfPayer: Statement = {
  name: 'cases_of_payer',
  text: `
    SELECT id, amount_minor, currency, status, opened_at, closed_at FROM cases
    WHERE payer_id = $1 AND opened_at >= $2 ORDER BY opened_at DESC, id LIMIT $3`,
};

export interface PayeeRow {
  readonly cases: string;
  readonly open: string;
  readonly released: string;
  readonly rejected: string;
  readonly other_payers: string;
  readonly rejected_payers: string;
  readonly last_rejected_at: Date | null;
}

/** What came of all cases of a payee; $2 is the payer who is not another. */
export const casesOfPayee: Statement = {
  name: 'cases_of_payee',
  text: `
    SELECT count(*) AS cases, count(*) FILTER (WHERE status = 'open') AS open,
      count(*) FILTER (WHERE status = 'released') AS released, count(*) FILTER (WHERE status = 'rejected') AS rejected,
      count(DISTINCT payer_id) FILTER (WHERE payer_id <> $2) AS other_payers,
      count(DISTINCT payer_id) FILTER (WHERE status = 'rejected') AS rejected_payers,
      max(closed_at) FILTER (WHERE status = 'rejected') AS last_rejected_at
    FROM cases WHERE payee_id = $1`,
};
