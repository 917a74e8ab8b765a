import type { Statement } from '@paymo/platform';
import type { Rhythm } from './occurrences.js';

export const standingOrderStatuses = ['active', 'paused', 'ended', 'cancelled'] as const;

export interface StandingOrderRow {
  readonly id: string;
  readonly owner: string;
  readonly payer_id: string;
  readonly payee_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly every: Rhythm;
  /** Days of UTC, as YYYY-MM-DD. */
  readonly first_on: string;
  readonly last_on: string | null;
  readonly next_on: string;
  /** Payments that were due and asked for, whatever became of them. */
  readonly asked: number;
  /** How many of them failed one after the other until now. */
  readonly failures: number;
  readonly status: (typeof standingOrderStatuses)[number];
  /** Of what was asked for, in hexadecimal. */
  readonly fingerprint: string;
  readonly created_at: Date;
}

const columns = `id, owner, payer_id, payee_id, amount_minor, currency, reference, every, first_on::text, last_on::text,
  next_on::text, asked, failures, status, fingerprint, created_at`;

/** Answers nothing when the key was used, or the owner has `$13` that are not over. */
export const insertStandingOrder: Statement = {
  name: 'insert_standing_order',
  text: `
    INSERT INTO standing_orders (id, key, fingerprint, owner, payer_id, payee_id, amount_minor, currency, reference, every,
      first_on, last_on, next_on)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::date, $12::date, $11::date
    WHERE (SELECT count(*) FROM standing_orders WHERE owner = $4 AND status IN ('active', 'paused')) < $13::int
    ON CONFLICT (key) DO NOTHING RETURNING ${columns}`,
};

export const readByKey: Statement = {
  name: 'read_standing_order_by_key',
  text: `SELECT ${columns} FROM standing_orders WHERE key = $1`,
};

export const readStandingOrder: Statement = {
  name: 'read_standing_order',
  text: `SELECT ${columns} FROM standing_orders WHERE owner = $1 AND id = $2`,
};

export const listStandingOrders: Statement = {
  name: 'list_standing_orders',
  text: `
    SELECT ${columns} FROM standing_orders
    WHERE owner = $1 AND id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY id DESC LIMIT $3`,
};

export const cancelStandingOrder: Statement = {
  name: 'cancel_standing_order',
  text: `
    UPDATE standing_orders SET status = 'cancelled'
    WHERE owner = $1 AND id = $2 AND status IN ('active', 'paused') RETURNING ${columns}`,
};

export const dueStandingOrders: Statement = {
  name: 'due_standing_orders',
  text: `
    SELECT ${columns} FROM standing_orders
    WHERE status = 'active' AND next_on <= $1::date ORDER BY next_on, id LIMIT $2`,
};

/** Moves each order on from the payment that it stood at; one that somebody cancelled meanwhile stays cancelled. */
export const advanceStandingOrders: Statement = {
  name: 'advance_standing_orders',
  text: `
    UPDATE standing_orders o SET asked = o.asked + 1, failures = u.failures, next_on = u.next_on,
      status = CASE WHEN o.status = 'active' THEN u.status ELSE o.status END
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::date[], $5::text[]) AS u (id, asked, failures, next_on, status)
    WHERE o.id = u.id AND o.asked = u.asked RETURNING o.id, o.payer_id, o.status`,
};
