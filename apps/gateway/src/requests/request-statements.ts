import type { Statement } from '@paymo/platform';
import type { PaymentStatus } from '../payments/payment-status.js';

export interface RequestRow {
  readonly id: string;
  readonly requester: string;
  readonly payee_id: string;
  readonly payee_name: string;
  readonly payer: string;
  readonly payer_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly fingerprint: Buffer;
  readonly closed_as: 'declined' | 'cancelled' | null;
  readonly reminders: number;
  readonly reminded_at: Date | null;
  readonly payment_id: string | null;
  readonly payment_key: string | null;
  readonly payment: PaymentStatus | 'reserved' | null;
  readonly is_expired: boolean;
  readonly expires_at: Date;
  readonly created_at: Date;
}

/** A request for a payment that reserved it has ended long before its reservation is an hour old. */
const requests = `
  SELECT r.*, a.name AS payee_name, r.expires_at <= now() AS is_expired,
    CASE WHEN p.id IS NULL AND r.reserved_at > now() - interval '1 hour' THEN 'reserved' ELSE p.status END AS payment
  FROM payment_requests r
  JOIN accounts a ON a.id = r.payee_id
  LEFT JOIN payments p ON p.id = r.payment_id`;

const isVisibleToPayer = `
  r.payer = $1 AND NOT EXISTS (SELECT FROM blocked_people b WHERE b.owner = r.payer AND b.blocked = r.requester)`;

export interface AccountRow {
  readonly id: string;
  readonly owner: string | null;
  readonly currency: string;
  readonly is_closed: boolean;
}

export const readAccounts: Statement = {
  name: 'read_request_accounts',
  text: `
    SELECT a.id, a.owner, l.currency, l.is_closed FROM accounts a JOIN ledger_accounts l ON l.id = a.id
    WHERE a.id = ANY($1::uuid[])`,
};

export const insertRequests: Statement = {
  name: 'insert_payment_requests',
  text: `
    INSERT INTO payment_requests
      (id, payer, payer_id, amount_minor, creation_key, requester, payee_id, currency, reference, fingerprint, expires_at)
    SELECT u.*, $6, $7, $8, $9, $10, now() + $11::int * interval '1 day'
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[]) AS u
    ON CONFLICT DO NOTHING`,
};

export const readCreated: Statement = {
  name: 'read_created_payment_requests',
  text: `${requests} WHERE r.creation_key = ANY($1::text[]) ORDER BY r.creation_key`,
};

export const lockRequest: Statement = {
  name: 'lock_payment_request',
  text: 'SELECT id FROM payment_requests WHERE id = $1 FOR NO KEY UPDATE',
};

export const readAsPayer: Statement = {
  name: 'read_payment_request_as_payer',
  text: `${requests} WHERE ${isVisibleToPayer} AND r.id = $2`,
};

export const readAsRequester: Statement = {
  name: 'read_payment_request_as_requester',
  text: `${requests} WHERE r.requester = $1 AND r.id = $2`,
};

const page = `AND r.id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY r.id DESC LIMIT $3`;

export const listAsPayer: Statement = {
  name: 'list_payment_requests_as_payer',
  text: `${requests} WHERE ${isVisibleToPayer} ${page}`,
};

export const listAsRequester: Statement = {
  name: 'list_payment_requests_as_requester',
  text: `${requests} WHERE r.requester = $1 ${page}`,
};

export const reservePayment: Statement = {
  name: 'reserve_payment_of_request',
  text: 'UPDATE payment_requests SET payment_id = $2, payment_key = $3, reserved_at = now() WHERE id = $1',
};

export const closeRequest: Statement = {
  name: 'close_payment_request',
  text: 'UPDATE payment_requests SET closed_as = $2 WHERE id = $1',
};

/** Changes nothing when three reminders, or one within a day of the last or of the request, were had. */
export const remindOfRequest: Statement = {
  name: 'remind_of_payment_request',
  text: `
    UPDATE payment_requests SET reminders = reminders + 1, reminded_at = now()
    WHERE id = $1 AND reminders < 3 AND coalesce(reminded_at, created_at) < now() - interval '1 day' RETURNING id`,
};

export interface BlockRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
}

/** Blocked twice is blocked once. */
export const insertBlock: Statement = {
  name: 'insert_block',
  text: `
    INSERT INTO blocked_people (id, owner, blocked, name) VALUES ($1, $2, $3, $4) ON CONFLICT (owner, blocked) DO NOTHING`,
};

export const readBlocks: Statement = {
  name: 'read_blocks',
  text: 'SELECT id, name, created_at FROM blocked_people WHERE owner = $1 ORDER BY id LIMIT 1000',
};

export const deleteBlock: Statement = {
  name: 'delete_block',
  text: 'DELETE FROM blocked_people WHERE owner = $1 AND id = $2 RETURNING id',
};
