import type { Statement } from '@paymo/platform';
import type { DriftReport } from './drift-report.js';

const sampleRows = 1000;

export interface SampleRow {
  readonly vector: readonly number[];
  readonly score: number | null;
}

export const firstDecisions: Statement = {
  name: 'drift_reference',
  text: `
    SELECT vector, score FROM decisions WHERE model = $1 AND catalogue_version = $2
    ORDER BY sequence LIMIT ${sampleRows}`,
};

/** Those that are not among the first. */
export const lastDecisions: Statement = {
  name: 'drift_current',
  text: `
    SELECT vector, score FROM (
      SELECT sequence, vector, score FROM decisions WHERE model = $1 AND catalogue_version = $2
      ORDER BY sequence DESC LIMIT ${sampleRows}) AS latest
    WHERE sequence > ALL (
      SELECT sequence FROM (
        SELECT sequence FROM decisions WHERE model = $1 AND catalogue_version = $2
        ORDER BY sequence LIMIT ${sampleRows}) AS first)`,
};

export const keepReport: Statement = {
  name: 'keep_drift_report',
  text: `
    INSERT INTO drift_reports (day, model, made_at, report)
    VALUES (($2::timestamptz AT TIME ZONE 'UTC')::date, $1, $2, $3::json)
    ON CONFLICT (day, model) DO UPDATE SET made_at = excluded.made_at, report = excluded.report
    WHERE drift_reports.made_at < excluded.made_at`,
};

export interface ReportRow {
  readonly day: string;
  readonly model: string;
  readonly made_at: Date;
  readonly report: DriftReport;
}

export const readReports: Statement = {
  name: 'read_drift_reports',
  text: `
    SELECT day::text, model, made_at, report FROM drift_reports
    WHERE day > (SELECT max(day) FROM drift_reports) - $1::integer ORDER BY day DESC, made_at DESC`,
};
