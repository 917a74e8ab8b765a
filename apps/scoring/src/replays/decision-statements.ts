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

/** A decision whose truth is known. */
export interface ResolvedRow {
  readonly payment_id: string;
  readonly vector: readonly number[];
  readonly outcome: string;
  readonly score: number | null;
  /** Minor units. */
  readonly amount_minor: number;
  readonly is_fraud: boolean;
  readonly sources: readonly string[];
  readonly decided_at: Date;
}

/** The last resolved decisions but one, of one catalogue; whoever says fraud, in the end, is believed. */
export const resolvedDecisions: Statement = {
  name: 'resolved_decisions',
  text: `
    WITH known AS (
      SELECT payment_id, max(sequence) AS last FROM (
        SELECT payment_id, sequence FROM labels WHERE payment_id <> $1 ORDER BY sequence DESC LIMIT $3) AS latest
      GROUP BY payment_id)
    SELECT d.payment_id, d.vector, d.outcome, d.score, (d.payment->'amount'->>'value')::float8 AS amount_minor,
      bool_or(l.is_fraud) AS is_fraud, array_agg(l.source ORDER BY l.sequence) AS sources, d.decided_at
    FROM known JOIN decisions d ON d.payment_id = known.payment_id JOIN labels l ON l.payment_id = known.payment_id
    WHERE d.catalogue_version = $2 GROUP BY d.payment_id`,
};
