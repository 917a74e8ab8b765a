import type { Statement } from '@paymo/platform';

/** Holds and expiries of one payment come through two topics, without order: what is said of it goes one by one. */
export const lockPayments: Statement = {
  name: 'lock_payments',
  text: `
    SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM (SELECT unnest($1::text[]) AS id ORDER BY 1) AS ids`,
};

export const openCases: Statement = {
  name: 'open_cases',
  text: `
    INSERT INTO cases (id, payment_id, payer_id, payee_id, amount_minor, currency, type, score, reasons, model,
      occurred_at, opened_at, rules, deadline_at, device_id, ip_address, status)
    SELECT c.*, 'open' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::text[],
      $8::float8[], $9::json[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::json[],
      $14::timestamptz[], $15::text[], $16::text[]) AS c(id, payment_id)
    WHERE NOT EXISTS (SELECT FROM expired_payments e WHERE e.payment_id = c.payment_id)
    ON CONFLICT (payment_id) DO NOTHING`,
};

/** Closes cases whose payments expired or were cancelled. */
export const endCases: Statement = {
  name: 'end_cases',
  text: `
    WITH ended AS (INSERT INTO expired_payments SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING)
    UPDATE cases c SET status = u.status, closed_at = $3
    FROM unnest($1::uuid[], $2::text[]) AS u(payment_id, status)
    WHERE c.payment_id = ANY($1::uuid[]) AND c.payment_id = u.payment_id AND c.status = 'open'`,
};

/** What was merged into cases that ended without a verdict is work of its own again. */
export const partFromEnded: Statement = {
  name: 'part_from_ended',
  text: `
    UPDATE cases part SET merged_into = NULL FROM cases lead
    WHERE lead.payment_id = ANY($1::uuid[]) AND lead.status <> 'open'
      AND part.merged_into = lead.id AND part.status = 'open'`,
};
