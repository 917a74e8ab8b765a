import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { newId } from '@paymo/platform';
import { learntTables } from '@paymo/recommendation';
import type { ObjectStore } from '../collection/object-store.js';

/**
 * What was learnt, kept beside the events under a name that stands for all that it depends on: the model's version and the
 * files of its days. A late event, a repeat or an erasure in those days makes another file of them, and so another name.
 */
export class LearntTables {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly store: ObjectStore,
    private readonly folder: string,
  ) {}

  /** @returns whether the tables are there now */
  async take(name: string): Promise<boolean> {
    const kept = new Set(await this.store.list(`learnt=${name}/`));
    if (!learntTables.every((table) => kept.has(key(name, table)))) return false;
    for (const table of learntTables) {
      const file = await this.store.get(key(name, table));
      await this.connection.run(
        `CREATE OR REPLACE TABLE ${table} AS SELECT * FROM read_parquet(${quoted(file)})`,
      );
    }
    return true;
  }

  async keep(name: string): Promise<void> {
    for (const table of learntTables) {
      const file = join(this.folder, `${newId()}.parquet`);
      await this.connection.run(`COPY ${table} TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`);
      await this.store.put(key(name, table), file);
    }
  }

  /** Deletes what was learnt from other events: those of erased customers may be among them. */
  async keepOnly(name: string): Promise<void> {
    for (const each of await this.store.list('learnt='))
      if (!each.startsWith(`learnt=${name}/`)) await this.store.delete(each);
  }
}

export function learntName(version: string, files: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([version, files]))
    .digest('hex');
}

function key(name: string, table: string): string {
  return `learnt=${name}/${table}.parquet`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
