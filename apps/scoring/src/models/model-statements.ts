import type { ModelRole } from '@paymo/model-life';
import type { Statement } from '@paymo/platform';

export interface ModelRow {
  readonly id: string;
  readonly manifest: string;
  readonly onnx: Buffer;
  readonly golden: string;
}

export const insertModel: Statement = {
  name: 'insert_model',
  text: `
    INSERT INTO models (id, manifest, onnx, golden, facts, pushed_by, pushed_at)
    VALUES ($1, $2, decode($3, 'base64'), $4, $5::json, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
};

export const readModels: Statement = {
  name: 'read_models',
  text: 'SELECT id, manifest, onnx, golden FROM models WHERE id = ANY($1::text[])',
};

export interface ListedModelRow {
  readonly id: string;
  readonly facts: object;
  readonly manifest: string;
  readonly pushed_by: string;
  readonly pushed_at: Date;
  readonly role: ModelRole | null;
  readonly share: number | null;
  readonly since: Date | null;
}

export const listModels: Statement = {
  name: 'list_models',
  text: `
    SELECT m.id, m.facts, m.manifest, m.pushed_by, m.pushed_at, r.role, r.share, r.since
    FROM models m LEFT JOIN model_roles r ON r.model = m.id
    ORDER BY m.pushed_at, m.id`,
};
