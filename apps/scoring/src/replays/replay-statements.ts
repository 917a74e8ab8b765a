import type { Outcome } from '../decisions/judge.js';
import type { Statement } from '@paymo/platform';
import type { ModelReplay } from './model-replay.js';

export interface StoredDecisionRow {
  readonly sequence: string;
  readonly payment_id: string;
  readonly payment: unknown;
  readonly vector: readonly number[];
  readonly outcome: Outcome;
  readonly score: number | null;
  readonly model: string;
  readonly catalogue_version: number;
  readonly decided_at: Date;
  readonly is_fraud: boolean | null;
}

/** Decisions in the order in which they were made, with the truth that was learnt last. */
export const nextDecisions: Statement = {
  name: 'next_decisions',
  text: `
    SELECT d.sequence, d.payment_id, d.payment, d.vector, d.outcome, d.score, d.model, d.catalogue_version, d.decided_at,
      (SELECT l.is_fraud FROM labels l WHERE l.payment_id = d.payment_id ORDER BY l.sequence DESC LIMIT 1) AS is_fraud
    FROM decisions d WHERE d.sequence > $1 AND d.decided_at >= $2 AND d.decided_at < $3
    ORDER BY d.sequence LIMIT $4`,
};

/** The place in that order just before a time. */
export const sequenceBefore: Statement = {
  name: 'sequence_before',
  text: 'SELECT coalesce(min(sequence), 0) - 1 AS sequence FROM decisions WHERE decided_at >= $1',
};

export const insertReplay: Statement = {
  name: 'insert_model_replay',
  text: `
    INSERT INTO model_replays (id, model, champion, report, made_by, made_at)
    VALUES ($1, $2, $3, $4::json, $5, $6)`,
};

export interface ReplayRow {
  readonly id: string;
  readonly model: string;
  readonly champion: string;
  readonly report: ModelReplay;
  readonly made_by: string;
  readonly made_at: Date;
}

/** The latest replay of a model against a champion. */
export const latestReplay: Statement = {
  name: 'latest_model_replay',
  text: `
    SELECT id, model, champion, report, made_by, made_at FROM model_replays
    WHERE model = $1 AND champion = $2 ORDER BY made_at DESC LIMIT 1`,
};
