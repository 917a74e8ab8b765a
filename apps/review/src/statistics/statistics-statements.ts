import type { Statement } from '@paymo/platform';

export interface LaneRow {
  readonly lane: string;
  readonly open: number;
  readonly overdue: number;
  readonly due: number;
  readonly snoozed: number;
  readonly hour: number;
  readonly day: number;
  readonly older: number;
}

/** Open cases by lane: `$1` is now, `$2` a day later, `$3` an hour and `$4` a day ago. */
export const queueHealth: Statement = {
  name: 'queue_health',
  text: `
    SELECT lane, count(*)::int AS open,
      (count(*) FILTER (WHERE deadline_at <= $1))::int AS overdue,
      (count(*) FILTER (WHERE deadline_at > $1 AND deadline_at <= $2))::int AS due,
      (count(*) FILTER (WHERE snoozed_until > $1))::int AS snoozed,
      (count(*) FILTER (WHERE opened_at > $3))::int AS hour,
      (count(*) FILTER (WHERE opened_at <= $3 AND opened_at > $4))::int AS day,
      (count(*) FILTER (WHERE opened_at <= $4))::int AS older
    FROM cases WHERE status = 'open' AND merged_into IS NULL GROUP BY lane ORDER BY lane`,
};

export interface DayRow {
  readonly day: string;
  readonly released: number;
  readonly rejected: number;
  readonly expired: number;
  readonly cancelled: number;
}

/** How cases ended, by day in UTC. */
export const endingsByDay: Statement = {
  name: 'endings_by_day',
  text: `
    SELECT to_char(closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
      (count(*) FILTER (WHERE status = 'released'))::int AS released,
      (count(*) FILTER (WHERE status = 'rejected'))::int AS rejected,
      (count(*) FILTER (WHERE status = 'expired'))::int AS expired,
      (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled
    FROM cases WHERE closed_at >= $1 GROUP BY 1 ORDER BY 1`,
};

export interface SourceRow {
  readonly kind: 'model' | 'rule' | 'reason';
  readonly name: string;
  readonly judged: number;
  readonly rejected: number;
}

/** Verdicts by what brought the case about; a reason is the strongest fact. */
export const verdictsBySource: Statement = {
  name: 'verdicts_by_source',
  text: `
    WITH judged AS (
      SELECT status, model, rules, reasons FROM cases
      WHERE closed_at >= $1 AND status IN ('released', 'rejected')),
    named AS (
      SELECT 'model' AS kind, model AS name, status FROM judged
      UNION ALL SELECT 'rule', rule->>'ruleId', status FROM judged, json_array_elements(rules) AS rule
      UNION ALL SELECT 'reason', reasons->0->>'feature', status FROM judged WHERE reasons->0 IS NOT NULL)
    SELECT kind, name, count(*)::int AS judged, (count(*) FILTER (WHERE status = 'rejected'))::int AS rejected
    FROM named GROUP BY kind, name ORDER BY kind, judged DESC, name LIMIT 300`,
};

export interface AgreementRow {
  readonly reviewer: string;
  readonly display: string;
  readonly first_says: boolean;
  readonly second_says: boolean;
  readonly cases: number;
}

/** What analysts said beside what the model would say from a score of `$2`, and whether they saw the score. */
export const agreements: Statement = {
  name: 'agreements',
  text: `
    SELECT reviewer, coalesce(displayed->>'score', 'not known') AS display, score >= $2 AS first_says,
      status = 'rejected' AS second_says, count(*)::int AS cases
    FROM cases
    WHERE closed_at >= $1 AND status IN ('released', 'rejected') AND score IS NOT NULL AND reviewer IS NOT NULL
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
};

export interface TimeRow {
  /** Null for all analysts together. */
  readonly reviewer: string | null;
  readonly cases: number;
  readonly median_ms: number;
  readonly p90_ms: number;
}

/** How long cases were on the screen of those who judged them. */
export const timesPerCase: Statement = {
  name: 'times_per_case',
  text: `
    SELECT reviewer, count(*)::int AS cases,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY dwell_ms) AS median_ms,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY dwell_ms) AS p90_ms
    FROM cases WHERE closed_at >= $1 AND dwell_ms IS NOT NULL
    GROUP BY GROUPING SETS ((reviewer), ()) HAVING count(*) > 0 ORDER BY reviewer NULLS FIRST`,
};
