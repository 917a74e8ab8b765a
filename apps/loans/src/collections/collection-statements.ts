import type { CivilDate } from '@paymo/lending';
import type { Statement } from '@paymo/platform';

export interface DueRow {
  readonly id: string;
  readonly account_id: string;
  readonly currency: string;
  readonly due_minor: string;
}

/** What a shard of running loans, those with ids from `$1` to `$3`, is to pay; without those asked already, or just now, and without what vulnerable customers have missed. */
export const readDue: Statement = {
  name: 'read_due',
  text: `
    SELECT l.id, l.account_id, l.currency, sum(i.payment_minor - i.paid_minor) AS due_minor
    FROM loans l JOIN instalments i ON i.loan_id = l.id AND i.plan = l.plan
    WHERE l.status = 'active' AND l.id > $1 AND l.id <= $3 AND l.oldest_due_on <= $2::date
      AND i.due_on <= $2::date AND i.paid_minor < i.payment_minor
      AND (l.collections_paused_until IS NULL OR l.collections_paused_until < $2::date)
      AND (i.due_on = $2::date
        OR NOT EXISTS (SELECT FROM customers c WHERE c.account_id = l.account_id AND c.is_vulnerable))
      AND NOT EXISTS (SELECT FROM loan_transfers t WHERE t.loan_id = l.id AND t.status = 'requested')
      AND NOT EXISTS (SELECT FROM loan_transfers t WHERE t.loan_id = l.id AND t.kind = 'due' AND t.business_date = $2::date)
    GROUP BY l.id ORDER BY l.id`,
};

/** The last of the next `$2` running loans after an id; no row when there are none. */
export const readShardEnd: Statement = {
  name: 'read_shard_end',
  text: `
    SELECT id FROM (SELECT id FROM loans WHERE status = 'active' AND id > $1 ORDER BY id LIMIT $2) AS shard
    ORDER BY id DESC LIMIT 1`,
};

/** Ages a shard of running loans, as ageArrears of libs/lending does: the due date itself is not late. A run for an earlier day makes none younger. */
export const ageShard: Statement = {
  name: 'age_shard',
  text: `
    WITH late AS (
      SELECT id, greatest($2::date - coalesce(oldest_due_on, $2::date), 0) AS days
      FROM loans WHERE status = 'active' AND id > $1 AND id <= $3),
    aged AS (
    UPDATE loans l SET days_past_due = late.days, aged_on = $2::date, bucket = CASE
      WHEN late.days = 0 THEN 'current' WHEN late.days < 30 THEN '1-29' WHEN late.days < 60 THEN '30-59'
      WHEN late.days < 90 THEN '60-89' ELSE '90+' END
    FROM late WHERE l.id = late.id AND l.id > $1 AND l.id <= $3 AND l.days_past_due <> late.days
      AND (l.aged_on IS NULL OR l.aged_on <= $2::date) RETURNING l.id)
    SELECT count(*)::int AS aged FROM aged`,
};

export interface PortfolioRow {
  readonly status: string;
  readonly bucket: string;
  readonly loans: number;
  readonly principal_minor: string;
  readonly owed_minor: string;
}

export const readPortfolio: Statement = {
  name: 'read_portfolio',
  text: `
    SELECT status, bucket, count(*)::int AS loans, sum(principal_minor) AS principal_minor,
      sum(principal_owed_minor) AS owed_minor
    FROM loans GROUP BY status, bucket ORDER BY status, bucket`,
};

export interface DecisionCountRow {
  readonly outcome: string;
  readonly decisions: number;
  readonly mean_probability: number;
}

export const countDecisions: Statement = {
  name: 'count_decisions',
  text: `
    SELECT a.outcome, count(*)::int AS decisions, avg(d.probability) AS mean_probability
    FROM applications a JOIN decisions d ON d.application_id = a.id GROUP BY a.outcome ORDER BY a.outcome`,
};

export interface VintageRow {
  readonly vintage: CivilDate;
  readonly loans: number;
  readonly late_30: number;
  readonly charged_off: number;
  readonly expected_loss_minor: number;
}

/** Loans by the month that they were drawn in. Expected loss: probability at the decision times what is owed. */
export const readVintages: Statement = {
  name: 'read_vintages',
  text: `
    SELECT to_char(l.drawn_on, 'YYYY-MM') AS vintage, count(*)::int AS loans,
      count(*) FILTER (WHERE l.days_past_due >= 30)::int AS late_30,
      count(*) FILTER (WHERE l.status = 'charged_off')::int AS charged_off,
      coalesce(sum(d.probability * l.principal_owed_minor) FILTER (WHERE l.status = 'active'), 0) AS expected_loss_minor
    FROM loans l JOIN offers o ON o.id = l.offer_id JOIN decisions d ON d.application_id = o.application_id
    WHERE l.status <> 'cancelled' GROUP BY 1 ORDER BY 1`,
};
