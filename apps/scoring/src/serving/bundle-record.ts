import { hash } from 'node:crypto';
import { readRoles, type RoleRow, servingVersion } from '@paymo/model-life';
import type { Database, Statement, Transaction } from '@paymo/platform';
import { readServed, type ServedRow } from '../rules/load-rules.js';

/** All that decides under one version of `serving`, as it was read. */
export interface Served {
  readonly version: number;
  readonly roles: readonly Pick<RoleRow, 'model' | 'role' | 'share'>[];
  readonly rules: ServedRow;
}

/** As it is kept: lists are named by the hashes of their contents, which seldom change. */
interface BundleDocument {
  readonly roles: Served['roles'];
  readonly rules: ServedRow['rules'];
  readonly policy: ServedRow['policy'];
  readonly lists: Readonly<Record<string, string>>;
}

type ListEntries = ServedRow['lists'][string];

const knownContents: Statement = {
  name: 'known_list_contents',
  text: 'SELECT hash FROM list_contents WHERE hash = ANY($1::text[])',
};

const insertContents: Statement = {
  name: 'insert_list_contents',
  text: `
    INSERT INTO list_contents (hash, entries)
    SELECT * FROM ROWS FROM (unnest($1::text[]), json_array_elements($2::json)) AS c(hash, entries)
    ON CONFLICT (hash) DO NOTHING`,
};

const insertBundle: Statement = {
  name: 'insert_bundle',
  text: `
    INSERT INTO bundles (version, document, taken_at) VALUES ($1, $2::json, $3)
    ON CONFLICT (version) DO NOTHING`,
};

const readBundle: Statement = {
  name: 'read_bundle',
  text: 'SELECT document FROM bundles WHERE version = $1',
};

const readContents: Statement = {
  name: 'read_list_contents',
  text: 'SELECT hash, entries FROM list_contents WHERE hash = ANY($1::text[])',
};

/** Reads all that decides in one snapshot: a version never means a mixture of before and after a change. */
export function readServing(database: Database): Promise<Served> {
  return database.snapshot(async (moment) => {
    const [versions, roles, rules] = await Promise.all([
      moment.query<{ version: string }>(servingVersion, []),
      moment.query<RoleRow>(readRoles, []),
      readServed(moment),
    ]);
    return { version: Number(versions[0]?.version ?? 0), roles, rules };
  });
}

/** Keeps what decides before anything is decided with it. The first instance that takes a version writes it. */
export async function keepServing(database: Database, { version, roles, rules }: Served): Promise<void> {
  const lists = Object.entries(rules.lists).map(([name, entries]) => ({ name, ...contentOf(entries) }));
  const document: BundleDocument = {
    roles: roles.map(({ model, role, share }) => ({ model, role, share })),
    rules: rules.rules,
    policy: rules.policy,
    lists: Object.fromEntries(lists.map((list) => [list.name, list.hash])),
  };
  await database.transaction(async (transaction) => {
    await keepContents(transaction, new Map(lists.map((list) => [list.hash, list.text])));
    transaction.write(insertBundle, [version, JSON.stringify(document), new Date()]);
  });
}

async function keepContents(transaction: Transaction, texts: ReadonlyMap<string, string>): Promise<void> {
  const known = await transaction.query<{ hash: string }>(knownContents, [[...texts.keys()]]);
  const missing = new Map(texts);
  for (const row of known) missing.delete(row.hash);
  if (missing.size === 0) return;
  transaction.write(insertContents, [[...missing.keys()], `[${[...missing.values()].join(',')}]`]);
}

/** The same entries have the same hash, in whichever order Postgres brings them. */
function contentOf(entries: ListEntries): { hash: string; text: string } {
  const sorted = Object.keys(entries)
    .sort()
    .map((value) => [value, entries[value]]);
  const text = JSON.stringify(Object.fromEntries(sorted));
  return { hash: hash('sha256', text), text };
}

/** What decided under a version; undefined when it was not kept. */
export async function recallServing(database: Database, version: number): Promise<Served | undefined> {
  const [row] = await database.query<{ document: BundleDocument }>(readBundle, [version]);
  if (row === undefined) return undefined;
  const { roles, rules, policy, lists: hashes } = row.document;
  const contents = await database.query<{ hash: string; entries: ListEntries }>(readContents, [
    Object.values(hashes),
  ]);
  const entriesBy = new Map(contents.map((content) => [content.hash, content.entries]));
  const lists: Record<string, ListEntries> = {};
  for (const [name, contentHash] of Object.entries(hashes)) {
    const entries = entriesBy.get(contentHash);
    if (entries === undefined) return undefined;
    lists[name] = entries;
  }
  return { version, roles, rules: { rules, policy, lists } };
}
