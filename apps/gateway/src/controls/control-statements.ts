import type { Statement } from '@paymo/platform';

export interface ControlsRow {
  readonly account_id: string;
  readonly is_frozen: boolean;
  readonly per_payment_minor: string | null;
  readonly per_day_minor: string | null;
  readonly per_month_minor: string | null;
  /** YYYY-MM-DD */
  readonly spent_on: string;
  readonly spent_day_minor: string;
  readonly spent_month_minor: string;
}

/**
 * A statement of its own, not a join of the one that locks the accounts: that one waits for its locks with the
 * snapshot that it began with, and would count without what was spent meanwhile. Both share a round trip.
 */
export const readControls: Statement = {
  name: 'read_account_controls',
  text: `
    SELECT account_id, is_frozen, per_payment_minor, per_day_minor, per_month_minor,
      spent_on::text AS spent_on, spent_day_minor, spent_month_minor
    FROM account_controls WHERE account_id = ANY($1::uuid[])`,
};

export const lockAccount: Statement = {
  name: 'lock_account_for_controls',
  text: 'SELECT id FROM ledger_accounts WHERE id = $1 FOR NO KEY UPDATE',
};

/**
 * Begins to count what leaves an account, from what left it this month (`$2`, its first day) and today (`$3`).
 *
 * @param $4 an id that is older than every payment of the month
 */
export const beginControls: Statement = {
  name: 'begin_account_controls',
  text: `
    INSERT INTO account_controls (account_id, spent_on, spent_day_minor, spent_month_minor)
    SELECT $1, $3::date, spent.of_day, spent.of_month
    FROM (SELECT WHERE NOT EXISTS (SELECT FROM account_controls WHERE account_id = $1)) AS missing
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(p.amount_minor) FILTER (WHERE p.created_at >= $3::date::timestamp AT TIME ZONE 'UTC'), 0) AS of_day,
        coalesce(sum(p.amount_minor), 0) AS of_month
      FROM payments p
      WHERE p.payer_id = $1 AND p.id >= $4 AND p.created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
        AND p.status IN ('submitted', 'held', 'settled') AND p.type <> 'payout'
        AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id)) AS spent`,
};

export const setFrozen: Statement = {
  name: 'set_account_frozen',
  text: 'UPDATE account_controls SET is_frozen = $2 WHERE account_id = $1',
};

export const setLimits: Statement = {
  name: 'set_account_limits',
  text: `
    UPDATE account_controls SET per_payment_minor = $2, per_day_minor = $3, per_month_minor = $4 WHERE account_id = $1`,
};

/** Sums of an earlier day or month give way to those of `$3`. */
export const countSpending: Statement = {
  name: 'count_spending',
  text: `
    UPDATE account_controls c
    SET spent_on = greatest(c.spent_on, $3::date),
        spent_day_minor = u.amount + CASE WHEN c.spent_on >= $3::date THEN c.spent_day_minor ELSE 0 END,
        spent_month_minor = u.amount
          + CASE WHEN c.spent_on >= date_trunc('month', $3::date) THEN c.spent_month_minor ELSE 0 END
    FROM unnest($1::uuid[], $2::bigint[]) AS u(id, amount)
    WHERE c.account_id = ANY($1::uuid[]) AND c.account_id = u.id`,
};

/** Takes payments of the day `$4` that came to nothing out of the sums; refunds were never in them. */
export const freeSpending: Statement = {
  name: 'free_spending',
  text: `
    UPDATE account_controls c
    SET spent_day_minor = greatest(0, c.spent_day_minor - CASE WHEN c.spent_on = $4::date THEN u.amount ELSE 0 END),
        spent_month_minor = greatest(0, c.spent_month_minor
          - CASE WHEN date_trunc('month', c.spent_on) = date_trunc('month', $4::date) THEN u.amount ELSE 0 END)
    FROM (
      SELECT payer, sum(amount)::bigint AS amount FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS p(id, payer, amount)
      WHERE NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id) GROUP BY payer) AS u
    WHERE c.account_id = ANY($2::uuid[]) AND c.account_id = u.payer`,
};
