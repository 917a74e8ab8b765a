import type { ModelRole } from '@paymo/model-life';
import type { Statement } from '@paymo/platform';
import type { SwapReport } from '../replays/swap-report.js';

export interface CreditModelRow {
  readonly id: string;
  readonly manifest: string;
  readonly onnx: Buffer;
  readonly golden: string;
  readonly fairness: string;
}

export const insertCreditModel: Statement = {
  name: 'insert_credit_model',
  text: `
    INSERT INTO credit_models (id, manifest, onnx, golden, fairness, facts, pushed_by, pushed_at)
    VALUES ($1, $2, decode($3, 'base64'), $4, $5, $6::json, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
};

export const readCreditModel: Statement = {
  name: 'read_credit_model',
  text: 'SELECT id, manifest, onnx, golden, fairness FROM credit_models WHERE id = $1',
};

export interface ListedModelRow {
  readonly id: string;
  readonly fairness: string;
  readonly facts: object;
  readonly pushed_by: string;
  readonly pushed_at: Date;
  readonly role: ModelRole | null;
  readonly since: Date | null;
}

export const listCreditModels: Statement = {
  name: 'list_credit_models',
  text: `
    SELECT m.id, m.fairness, m.facts, m.pushed_by, m.pushed_at, r.role, r.since
    FROM credit_models m LEFT JOIN model_roles r ON r.model = m.id ORDER BY m.pushed_at, m.id`,
};

/** What a model would have decided in the champion's place. */
export interface ReplayRow {
  readonly model: string;
  readonly champion: string;
  readonly policy: string;
  readonly report: SwapReport;
  readonly made_by: string;
  readonly made_at: Date;
}

export const insertReplay: Statement = {
  name: 'insert_model_replay',
  text: `
    INSERT INTO model_replays (id, model, champion, policy, report, made_by, made_at)
    VALUES ($1, $2, $3, $4, $5::json, $6, $7)`,
};

/** The latest replay of a model against a champion, by one policy. */
export const latestReplay: Statement = {
  name: 'latest_model_replay',
  text: `
    SELECT model, champion, policy, report, made_by, made_at FROM model_replays
    WHERE model = $1 AND champion = $2 AND policy = $3 ORDER BY made_at DESC LIMIT 1`,
};
