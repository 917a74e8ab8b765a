import type { Statement } from '@paymo/platform';

const columns = `
  h.transaction, h.sequence, h.payment_id, h.version, h.to_status, h.at, payer.owner AS payer_owner,
  payee.owner AS payee_owner, p.payer_id, p.payee_id, p.amount_minor, p.currency, p.type, p.reference,
  p.occurred_at, p.created_at`;

/**
 * Below which transaction the gateway's instances have all ended, so that nothing can appear there any more: the
 * oldest that one of them runs, or the next to come. Asked before the rows are read, by a statement of its own.
 * Other services' transactions, which may last for hours, do not hold it back.
 */
export const readBound: Statement = {
  name: 'feed_bound',
  text: `
    WITH now AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next)
    SELECT least(next, (
      SELECT min(next - ((next - backend_xid::text::bigint) & 4294967295))
      FROM pg_stat_activity WHERE usename = current_user AND backend_xid IS NOT NULL)) AS bound
    FROM now`,
};

export const readNews: Statement = {
  name: 'feed_news',
  text: `
    SELECT ${columns}
    FROM (
      SELECT * FROM payment_history
      WHERE (transaction, sequence) > ($1::bigint, $2::bigint) AND transaction < $3::bigint
      ORDER BY transaction, sequence LIMIT $4) h
    JOIN payments p ON p.id = h.payment_id
    JOIN accounts payer ON payer.id = p.payer_id
    JOIN accounts payee ON payee.id = p.payee_id
    ORDER BY h.transaction, h.sequence`,
};

/** What one customer missed; found by their payments, since the whole feed of a day is long. */
export const readMissed: Statement = {
  name: 'feed_missed',
  text: `
    WITH own AS (SELECT id FROM accounts WHERE owner = $1),
    theirs AS (
      SELECT p.* FROM own JOIN payments p ON p.payer_id = own.id
      UNION
      SELECT p.* FROM own JOIN payments p ON p.payee_id = own.id)
    SELECT ${columns}
    FROM theirs p
    JOIN payment_history h ON h.payment_id = p.id
    JOIN accounts payer ON payer.id = p.payer_id
    JOIN accounts payee ON payee.id = p.payee_id
    WHERE (h.transaction, h.sequence) > ($2::bigint, $3::bigint) AND h.transaction < $4::bigint
      AND (payer.owner = $1 OR h.to_status = 'settled')
    ORDER BY h.transaction, h.sequence LIMIT $5`,
};
