import type { Statement } from '@paymo/platform';

export interface CompletedRow {
  readonly transfer_id: string;
  readonly account_id: string;
  readonly subject_id: string;
  readonly outcome: 'applied' | 'refused';
  readonly moved_minor: string;
  readonly currency: string;
  readonly refusal: string | null;
  readonly completed_at: Date;
}

export const readCompleted: Statement = {
  name: 'read_completed_transfers',
  text: `
    SELECT transfer_id, account_id, subject_id, outcome, moved_minor, currency, refusal, completed_at
    FROM completed_transfers WHERE transfer_id = ANY($1::uuid[])`,
};

export const storeCompleted: Statement = {
  name: 'store_completed_transfers',
  text: `
    INSERT INTO completed_transfers
      (transfer_id, account_id, subject_id, outcome, moved_minor, currency, refusal, completed_at)
    SELECT u.*, $8 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::text[]) AS u`,
};
