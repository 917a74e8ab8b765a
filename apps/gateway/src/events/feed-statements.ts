import type { Statement } from '@paymo/platform';

const columns = `
  h.transaction, h.sequence, h.type, h.at, h.payment_id, h.version, h.to_status, h.subject_kind, h.subject_id, h.account_id,
  payer.owner AS payer_owner, payee.owner AS payee_owner, p.payer_id, p.payee_id, p.amount_minor, p.currency,
  p.type AS payment_type, p.reference, p.occurred_at, p.created_at`;

const paymentSteps = `
  SELECT h.transaction, h.sequence, 'payment.' || h.to_status AS type, h.at, h.payment_id, h.version, h.to_status,
    NULL::text AS subject_kind, NULL::uuid AS subject_id, NULL::uuid AS account_id
  FROM payment_history h`;

/** What payers are asked, beside the payment as it was then. */
const questions = `
  SELECT q.transaction, q.sequence, 'payment.information_requested' AS type, q.asked_at AS at, q.payment_id, q.version,
    q.status AS to_status, NULL::text AS subject_kind, NULL::uuid AS subject_id, NULL::uuid AS account_id
  FROM information_requests q`;

const loanSteps = `
  SELECT e.transaction, e.sequence, 'loan.' || e.change AS type, e.at, NULL::uuid AS payment_id, NULL::int AS version,
    e.status AS to_status, 'loan' AS subject_kind, e.loan_id AS subject_id, e.account_id
  FROM loan_events e`;

const otherSteps = `
  SELECT n.transaction, n.sequence, n.kind || '.' || n.change AS type, n.at, NULL::uuid AS payment_id,
    NULL::int AS version, n.status AS to_status, n.kind AS subject_kind, n.subject_id, n.account_id
  FROM customer_news n`;

const isNew = '(transaction, sequence) > ($1::bigint, $2::bigint) AND transaction < $3::bigint';

/**
 * The next `$4` steps of payments, questions, loans and all else in their order, as `h`. No two have one place: no
 * transaction writes loans and others, and the others share one sequence with payments.
 */
const newSteps = `
  (SELECT * FROM (
    (${paymentSteps} WHERE ${isNew} ORDER BY transaction, sequence LIMIT $4)
    UNION ALL
    (${questions} WHERE ${isNew} ORDER BY transaction, sequence LIMIT $4)
    UNION ALL
    (${loanSteps} WHERE ${isNew} ORDER BY transaction, sequence LIMIT $4)
    UNION ALL
    (${otherSteps} WHERE ${isNew} ORDER BY transaction, sequence LIMIT $4)) AS all_kinds
  ORDER BY transaction, sequence LIMIT $4) AS h`;

/** Those that a step concerns: payer and payee of a payment, else the owner of its account in the payer's place. */
const parties = `
  LEFT JOIN payments p ON p.id = h.payment_id
  LEFT JOIN accounts payer ON payer.id = coalesce(p.payer_id, h.account_id)
  LEFT JOIN accounts payee ON payee.id = p.payee_id`;

/**
 * Below which transaction the gateway's instances have all ended, so that nothing can appear there any more: the
 * oldest that one of them runs, or the next to come. Asked before the rows are read, by a statement of its own.
 * Other services' transactions, which may last for hours, do not hold it back. Numbers of running transactions have
 * 32 bits and go round: one that seems 2^31 or more behind began after the snapshot, and is ahead.
 */
export const readBound: Statement = {
  name: 'feed_bound',
  text: `
    WITH now AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next)
    SELECT least(next, (
      SELECT min(next - behind)
      FROM pg_stat_activity, LATERAL (SELECT (next - backend_xid::text::bigint) & 4294967295 AS behind) AS distance
      WHERE usename = current_user AND backend_xid IS NOT NULL AND behind < 2147483648)) AS bound
    FROM now`,
};

export const readNews: Statement = {
  name: 'feed_news',
  text: `SELECT ${columns} FROM ${newSteps} ${parties} ORDER BY h.transaction, h.sequence`,
};

/** What one customer missed; found by their accounts, since the whole feed of a day is long. */
export const readMissed: Statement = {
  name: 'feed_missed',
  text: `
    WITH own AS (SELECT id FROM accounts WHERE owner = $1),
    theirs AS (
      SELECT p.id FROM own JOIN payments p ON p.payer_id = own.id
      UNION
      SELECT p.id FROM own JOIN payments p ON p.payee_id = own.id),
    h AS (
      ${paymentSteps} JOIN theirs ON theirs.id = h.payment_id
      UNION ALL
      ${questions} JOIN theirs ON theirs.id = q.payment_id
      UNION ALL
      ${loanSteps} JOIN own ON own.id = e.account_id
      UNION ALL
      ${otherSteps} JOIN own ON own.id = n.account_id)
    SELECT ${columns} FROM h ${parties}
    WHERE (h.transaction, h.sequence) > ($2::bigint, $3::bigint) AND h.transaction < $4::bigint
      AND (payer.owner = $1 OR h.to_status = 'settled')
    ORDER BY h.transaction, h.sequence LIMIT $5`,
};

/** Steps with the endpoints that hear of them: the payer's of each, the payee's when the payment has settled. */
export const readHeardSteps: Statement = {
  name: 'feed_heard_steps',
  text: `
    SELECT h.transaction, h.sequence, h.type, h.at, h.payment_id, h.version, h.subject_kind, h.subject_id,
      e.id AS endpoint_id
    FROM ${newSteps} ${parties}
    LEFT JOIN webhook_endpoints e ON e.owner IN (payer.owner, payee.owner)
      AND (e.owner = payer.owner OR h.to_status = 'settled')
      AND e.disabled_because IS NULL AND e.created_in < h.transaction
      AND (e.event_types = '{}' OR h.type = ANY (e.event_types))
    ORDER BY h.transaction, h.sequence`,
};
