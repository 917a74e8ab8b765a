import type { Statement } from '@paymo/platform';

export interface ArrivalRow {
  /** Hour of the week in UTC, from 0 for Monday at 00:00. */
  readonly hour: number;
  readonly cases: number;
}

/** Cases by the hour of the week in which they opened. */
export const arrivalsByHour: Statement = {
  name: 'arrivals_by_hour',
  text: `
    SELECT ((extract(isodow FROM opened_at AT TIME ZONE 'UTC') - 1) * 24
        + extract(hour FROM opened_at AT TIME ZONE 'UTC'))::int AS hour, count(*)::int AS cases
    FROM cases WHERE opened_at >= $1 GROUP BY 1 ORDER BY 1`,
};

export interface SampleRow {
  readonly deadline_ms: number;
  /** Null when the case has no verdict, or nobody measured how long it was on the screen. */
  readonly dwell_ms: number | null;
}

/** The latest cases: how long after its opening each had to be judged, and how long that took. */
export const latestCases: Statement = {
  name: 'latest_cases',
  text: `
    SELECT extract(epoch FROM deadline_at - opened_at)::float8 * 1000 AS deadline_ms, dwell_ms
    FROM cases WHERE opened_at >= $1 ORDER BY opened_at DESC LIMIT $2`,
};
