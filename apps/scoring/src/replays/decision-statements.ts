import type { Statement } from '@paymo/platform';

/** A decision as it was stored; JSON as its text, because replays compare it byte by byte. */
export interface RecordedRow {
  readonly sequence: string;
  readonly payment_id: string;
  readonly outcome: string;
  readonly score: number | null;
  readonly scores: string | null;
  readonly vector: readonly number[];
  readonly reasons: string;
  readonly rules: string | null;
  readonly judgement: string | null;
  readonly model: string;
  readonly policy: string;
  readonly catalogue_version: number;
  readonly serving_version: string | null;
  readonly payment: unknown;
  readonly decided_at: Date;
}

const recorded = `
    SELECT sequence, payment_id, outcome, score, scores::text AS scores, vector, reasons::text AS reasons,
      rules::text AS rules, judgement::text AS judgement, model, policy, catalogue_version, serving_version, payment,
      decided_at
    FROM decisions`;

export const recordedDecision: Statement = {
  name: 'recorded_decision',
  text: `${recorded} WHERE payment_id = $1`,
};

export const recordedDecisions: Statement = {
  name: 'recorded_decisions',
  text: `${recorded} WHERE sequence > $1 AND decided_at >= $2 AND decided_at < $3 ORDER BY sequence LIMIT $4`,
};
