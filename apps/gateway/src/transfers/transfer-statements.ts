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

/** The bank's own accounts for loans belong to nobody; customers see them as the payer of a pay-out. */
export const enterLendingAccounts: Statement = {
  name: 'enter_lending_accounts',
  text: `
    INSERT INTO accounts (id, name, opened_at) SELECT id, 'Paymo lending', $2 FROM unnest($1::uuid[]) AS id
    ON CONFLICT DO NOTHING`,
};

/** Pay-outs enter as payments with the first row of their history and their deadline; no caller has a key of theirs. */
export const enterPayouts: Statement = {
  name: 'enter_payouts',
  text: `
    WITH entered AS (
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[],
        $8::text[]) AS u(id, payer, payee, amount, currency, purpose, occurred, trace)),
    payment AS (
      INSERT INTO payments (id, payer_id, payee_id, amount_minor, currency, type, reference, status,
        idempotency_key, occurred_at, created_at, updated_at, traceparent)
      SELECT id, payer, payee, amount, currency, 'payout', purpose, 'submitted', 'payout ' || id, occurred, $9, $9, trace
      FROM entered),
    history AS (
      INSERT INTO payment_history (payment_id, version, from_status, to_status, actor, at)
      SELECT id, 1, NULL, 'submitted', 'bank', $9 FROM entered)
    INSERT INTO open_payments (payment_id, expires_at) SELECT id, $10 FROM entered`,
};
