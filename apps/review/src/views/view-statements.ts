import type { Statement } from '@paymo/platform';

export interface ViewRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly is_shared: boolean;
  readonly query: object;
}

/** Somebody's own views, and those that others share. */
export const listViews: Statement = {
  name: 'list_views',
  text: `
    SELECT id, owner, name, is_shared, query FROM saved_views WHERE owner = $1 OR is_shared
    ORDER BY owner <> $1, name, id LIMIT 200`,
};

/** A name that its owner uses again stands for the new view. */
export const saveView: Statement = {
  name: 'save_view',
  text: `
    INSERT INTO saved_views (id, owner, name, is_shared, query) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (owner, name) DO UPDATE SET is_shared = excluded.is_shared, query = excluded.query
    RETURNING id, owner, name, is_shared, query`,
};

export const deleteView: Statement = {
  name: 'delete_view',
  text: 'DELETE FROM saved_views WHERE id = $1 AND owner = $2 RETURNING id',
};
