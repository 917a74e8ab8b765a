import type { Statement } from '@paymo/platform';

export type ModelRole = 'champion' | 'canary' | 'shadow';

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

/** Every instance looks at it, and loads anew. */
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
