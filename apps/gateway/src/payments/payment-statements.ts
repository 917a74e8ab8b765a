import type { Statement } from '@paymo/platform';
import type { Payment } from './payment.entity.js';
import type { PaymentStatus } from './payment-status.js';

/** Claims idempotency keys; a key that is returned is new, one that is not was used before. */
export const claimKeys: Statement = {
  name: 'claim_keys',
  text: `
    INSERT INTO idempotency_keys (key, fingerprint, payment_id)
    SELECT * FROM unnest($1::text[], $2::bytea[], $3::uuid[])
    ON CONFLICT DO NOTHING RETURNING key`,
};

export interface KeyRow {
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly answer_status: number | null;
  readonly answer_body: string | null;
}

export const readKeys: Statement = {
  name: 'read_keys',
  text: `SELECT key, fingerprint, answer_status, answer_body FROM idempotency_keys WHERE key = ANY($1::text[])`,
};

export const releaseKeys: Statement = {
  name: 'release_keys',
  text: 'DELETE FROM idempotency_keys WHERE key = ANY($1::text[])',
};

/** Stores the answers of requests that have none yet: the first to answer wins, and is what a replay gets. */
export const storeAnswers: Statement = {
  name: 'store_answers',
  text: `
    UPDATE idempotency_keys k SET answer_status = u.status, answer_body = u.body
    FROM ROWS FROM (unnest($1::text[]), unnest($2::smallint[]), json_array_elements_text($3::json)) AS u(key, status, body)
    WHERE k.key = ANY($1::text[]) AND k.key = u.key AND k.answer_status IS NULL`,
};

export const forgetOldKeys: Statement = {
  name: 'forget_old_keys',
  text: `DELETE FROM idempotency_keys WHERE created_at < now() - interval '7 days'`,
};

/** Payments enter with the first row of their history; those that wait for a decision or a signature with their deadline. */
export const enterPayments: Statement = {
  name: 'enter_payments',
  text: `
    WITH entered AS (
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::timestamptz[], $11::text[], $13::timestamptz[])
        AS u(id, payer, payee, amount, currency, type, reference, status, key, occurred, trace, expires)),
    payment AS (
      INSERT INTO payments (id, payer_id, payee_id, amount_minor, currency, type, reference, status,
        idempotency_key, occurred_at, created_at, updated_at, traceparent)
      SELECT id, payer, payee, amount, currency, type, reference, status, key, occurred, $12, $12, trace FROM entered),
    history AS (
      INSERT INTO payment_history (payment_id, version, from_status, to_status, actor, at)
      SELECT id, 1, NULL, status, 'app', $12 FROM entered)
    INSERT INTO open_payments (payment_id, expires_at) SELECT id, expires FROM entered WHERE status <> 'failed'`,
};

export const enterEvidence: Statement = {
  name: 'enter_payment_evidence',
  text: `
    INSERT INTO payment_evidence (payment_id, payee_check_id, quote_id, acknowledgement_id)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])`,
};

export interface LockedPaymentRow {
  readonly id: string;
  readonly payer_id: string;
  readonly payee_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly type: Payment['type'];
  readonly reference: string | null;
  readonly status: PaymentStatus;
  readonly version: number;
  readonly idempotency_key: string;
  readonly occurred_at: Date;
  readonly created_at: Date;
  readonly traceparent: string | null;
}

export const lockPayments: Statement = {
  name: 'lock_payments',
  text: `
    SELECT id, payer_id, payee_id, amount_minor, currency, type, reference, status, version, idempotency_key,
      occurred_at, created_at, traceparent
    FROM payments WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
};

/** Moves payments to their next state and writes their history; those of `$6` have no deadline any more. */
export const movePayments: Statement = {
  name: 'move_payments',
  text: `
    WITH moved AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[])
        AS u(id, from_status, to_status, version, actor)),
    payment AS (
      UPDATE payments p SET status = m.to_status, version = m.version, updated_at = $7
      FROM moved m WHERE p.id = ANY($1::uuid[]) AND p.id = m.id),
    history AS (
      INSERT INTO payment_history (payment_id, version, from_status, to_status, actor, at)
      SELECT id, version, from_status, to_status, actor, $7 FROM moved)
    DELETE FROM open_payments WHERE payment_id = ANY($6::uuid[])`,
};

export const enterHolds: Statement = {
  name: 'enter_holds',
  text: `
    INSERT INTO holds (payment_id, established_at, deadline_at)
    SELECT id, $3, deadline FROM unnest($1::uuid[], $2::timestamptz[]) AS u(id, deadline)`,
};

export const prolongPayments: Statement = {
  name: 'prolong_payments',
  text: `
    UPDATE open_payments o SET expires_at = u.at FROM unnest($1::uuid[], $2::timestamptz[]) AS u(id, at)
    WHERE o.payment_id = ANY($1::uuid[]) AND o.payment_id = u.id`,
};

/** A row when a payment has left the state in which it waits for its decision. */
export const readDecided: Statement = {
  name: 'read_decided',
  text: `SELECT id FROM payments WHERE id = $1 AND status <> 'submitted'`,
};

export interface OverdueRow {
  readonly payment_id: string;
  readonly status: PaymentStatus;
}

export const overduePayments: Statement = {
  name: 'overdue_payments',
  text: `
    SELECT payment_id, (SELECT status FROM payments p WHERE p.id = o.payment_id)
    FROM open_payments o WHERE expires_at <= now() ORDER BY payment_id LIMIT $1`,
};

/** Who owns the accounts of a payment `p`: a part of a statement. */
export const paymentOwners =
  'ARRAY(SELECT owner FROM accounts WHERE id IN (p.payer_id, p.payee_id) AND owner IS NOT NULL)';
