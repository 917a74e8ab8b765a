import type { Statement } from '@paymo/platform';

export type ModelRole = 'champion' | 'canary' | 'shadow';

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

export interface RoleRow {
  readonly model: string;
  readonly role: ModelRole;
  readonly share: number | null;
  readonly baseline: object | null;
  readonly since: Date;
}

export const readRoles: Statement = {
  name: 'read_roles',
  text: 'SELECT model, role, share, baseline, since FROM model_roles ORDER BY model',
};

/** Two people who act at once wait for each other. */
export const lockServing: Statement = {
  name: 'lock_serving',
  text: 'SELECT version FROM serving FOR UPDATE',
};

export const announceServing: Statement = {
  name: 'announce_serving',
  text: 'UPDATE serving SET version = version + 1',
};

export const servingVersion: Statement = {
  name: 'serving_version',
  text: 'SELECT version FROM serving',
};

export const setRole: Statement = {
  name: 'set_role',
  text: `
    INSERT INTO model_roles (model, role, share, baseline, since) VALUES ($1, $2, $3, $4::json, $5)
    ON CONFLICT (model) DO UPDATE SET role = excluded.role, share = excluded.share, baseline = excluded.baseline,
      since = excluded.since`,
};

export const dropRole: Statement = {
  name: 'drop_role',
  text: 'DELETE FROM model_roles WHERE model = $1 RETURNING role',
};

export const insertEvent: Statement = {
  name: 'insert_model_event',
  text: 'INSERT INTO model_events (at, model, action, actor, detail) VALUES ($1, $2, $3, $4, $5::json)',
};

export interface EventRow {
  readonly at: Date;
  readonly model: string;
  readonly action: string;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const readEvents: Statement = {
  name: 'read_model_events',
  text: `
    SELECT at, model, action, actor, detail FROM model_events
    WHERE $1::text IS NULL OR model = $1 ORDER BY id DESC LIMIT 200`,
};
