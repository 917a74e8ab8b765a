import type { Statement } from '@paymo/platform';
import type { DecidedRow } from '../reviews/review-statements.js';

export interface CaseRow extends DecidedRow {
  readonly id: string;
  readonly created_at: Date;
  readonly model: string;
  readonly policy: string;
  readonly inputs_hash: string;
  readonly latency_ms: number;
}

/** The application `$1`, or those of the account `$2`, the latest first. */
export const findCases: Statement = {
  name: 'find_cases',
  text: `
    SELECT a.id, a.account_id, a.amount_minor, a.currency, a.months, a.purpose, a.outcome, a.created_at,
      d.probability, d.record, d.model, d.policy, d.inputs_hash, d.latency_ms
    FROM applications a JOIN decisions d ON d.application_id = a.id
    WHERE a.id = $1::uuid OR a.account_id = $2::uuid ORDER BY a.created_at DESC, a.id DESC LIMIT $3`,
};
