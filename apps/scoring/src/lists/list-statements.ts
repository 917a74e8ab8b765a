import type { Statement } from '@paymo/platform';

export interface ListRow {
  readonly name: string;
  readonly created_by: string;
  readonly created_at: Date;
  readonly entries: number;
  readonly expired: number;
}

export const allLists: Statement = {
  name: 'all_lists',
  text: `
    SELECT name, created_by, created_at, count(value)::int AS entries,
      (count(value) FILTER (WHERE expires_at <= now()))::int AS expired
    FROM lists LEFT JOIN list_entries ON list = name GROUP BY name ORDER BY name`,
};

export const listNamed: Statement = { name: 'list_named', text: 'SELECT name FROM lists WHERE name = $1' };

export interface EntryRow {
  readonly value: string;
  readonly expires_at: Date | null;
  readonly source: string;
  readonly added_by: string;
  readonly added_at: Date;
}

export const entriesOf: Statement = {
  name: 'entries_of_list',
  text: `
    SELECT value, expires_at, source, added_by, added_at FROM list_entries
    WHERE list = $1 AND value > $2 ORDER BY value LIMIT $3::int`,
};

export const entriesAmong: Statement = {
  name: 'entries_among',
  text: `
    SELECT value, expires_at, source, added_by, added_at FROM list_entries
    WHERE list = $1 AND value = ANY($2::text[]) ORDER BY value FOR UPDATE`,
};

export const insertList: Statement = {
  name: 'insert_list',
  text: `
    INSERT INTO lists (name, created_by, created_at) VALUES ($1, $2, $3::timestamptz)
    ON CONFLICT (name) DO NOTHING`,
};

export const putEntries: Statement = {
  name: 'put_entries',
  text: `
    INSERT INTO list_entries (list, value, expires_at, source, added_by, added_at)
    SELECT $1, value, expires_at, source, $5, $6::timestamptz
    FROM unnest($2::text[], $3::timestamptz[], $4::text[]) AS e(value, expires_at, source)
    ON CONFLICT (list, value) DO UPDATE SET expires_at = excluded.expires_at, source = excluded.source,
      added_by = excluded.added_by, added_at = excluded.added_at`,
};

export const deleteEntries: Statement = {
  name: 'delete_entries',
  text: 'DELETE FROM list_entries WHERE list = $1 AND value = ANY($2::text[]) RETURNING value',
};
