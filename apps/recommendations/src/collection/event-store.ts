import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { newId } from '@paymo/platform';

/** One meeting of a customer with an item. */
export interface StoredEvent {
  readonly eventId: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly occurredAtMs: number;
}

const columns = ['event_id', 'customer_id', 'item_id', 'occurred_at_ms'];
const types = ['VARCHAR', 'VARCHAR', 'VARCHAR', 'BIGINT'];
const dayMs = 86_400_000;

/**
 * Events as Parquet, a folder a day: `<folder>/day=2026-11-25/*.parquet`. A file appears under its name when it is
 * whole. A crash may leave an event in two files of its day, until the next compaction.
 */
export class EventStore {
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly folder: string,
  ) {}

  async append(events: readonly StoredEvent[]): Promise<void> {
    const byDay = new Map<string, StoredEvent[]>();
    for (const event of events) {
      const day = dayOf(event.occurredAtMs);
      const ofDay = byDay.get(day);
      if (ofDay === undefined) byDay.set(day, [event]);
      else ofDay.push(event);
    }
    for (const [day, ofDay] of byDay) {
      await this.connection.run(
        'CREATE OR REPLACE TEMP TABLE arrived (event_id VARCHAR, customer_id VARCHAR, item_id VARCHAR, occurred_at_ms BIGINT)',
      );
      const appender = await this.connection.createAppender('arrived');
      for (const event of ofDay) {
        appender.appendVarchar(event.eventId);
        appender.appendVarchar(event.customerId);
        appender.appendVarchar(event.itemId);
        appender.appendBigInt(BigInt(event.occurredAtMs));
        appender.endRow();
      }
      appender.closeSync();
      await this.write(day, 'SELECT * FROM arrived ORDER BY customer_id, occurred_at_ms, event_id');
    }
  }

  /**
   * Leaves one file a day, without repeats and without the erased. Files that are no events are set aside under
   * `.rejected`.
   *
   * @returns the files that were set aside
   */
  async compact(erased: readonly string[]): Promise<string[]> {
    const rejected: string[] = [];
    await this.connection.run('CREATE OR REPLACE TEMP TABLE erased (customer_id VARCHAR)');
    for (const customer of erased) await this.connection.run('INSERT INTO erased VALUES ($1)', [customer]);
    for (const day of await this.days()) {
      const files: string[] = [];
      for (const file of await this.filesOf(day)) {
        if (await this.isReadable(file)) files.push(file);
        else {
          await rename(file, `${file}.rejected`);
          rejected.push(file);
        }
      }
      if (files.length > 1 || (erased.length > 0 && files.length > 0)) await this.rewrite(day, files);
    }
    return rejected;
  }

  /** A `SELECT` of the events from a time on; one without rows when there are none. */
  async select(fromMs: number): Promise<string> {
    const from = dayOf(Math.max(0, fromMs));
    const files: string[] = [];
    for (const day of await this.days()) if (day >= from) files.push(...(await this.filesOf(day)));
    if (files.length === 0)
      return "SELECT '' AS event_id, '' AS customer_id, '' AS item_id, CAST(0 AS BIGINT) AS occurred_at_ms WHERE false";
    return `SELECT ${columns.join(', ')} FROM read_parquet([${files.map(quoted).join(', ')}], hive_partitioning = false)`;
  }

  private async rewrite(day: string, files: readonly string[]): Promise<void> {
    await this.write(
      day,
      `SELECT ${columns.join(', ')} FROM read_parquet([${files.map(quoted).join(', ')}], hive_partitioning = false)
       WHERE customer_id NOT IN (SELECT customer_id FROM erased)
       QUALIFY row_number() OVER (PARTITION BY event_id) = 1
       ORDER BY customer_id, occurred_at_ms, event_id`,
    );
    for (const file of files) await rm(file, { force: true });
  }

  private async write(day: string, select: string): Promise<void> {
    const folder = join(this.folder, `day=${day}`);
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${newId()}.parquet`);
    await this.connection.run(
      `COPY (${select}) TO ${quoted(`${file}.part`)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await rename(`${file}.part`, file);
  }

  private async isReadable(file: string): Promise<boolean> {
    try {
      const reader = await this.connection.runAndReadAll(
        `DESCRIBE SELECT * FROM read_parquet(${quoted(file)}, hive_partitioning = false)`,
      );
      const found = reader
        .getRowsJson()
        .map(([name, type]) => `${JSON.stringify(name)} ${JSON.stringify(type)}`);
      return found.join() === columns.map((name, index) => `"${name}" "${types[index] ?? ''}"`).join();
    } catch {
      return false;
    }
  }

  private async days(): Promise<string[]> {
    await mkdir(this.folder, { recursive: true });
    const names = await readdir(this.folder);
    return names
      .filter((name) => name.startsWith('day='))
      .map((name) => name.slice('day='.length))
      .sort();
  }

  private async filesOf(day: string): Promise<string[]> {
    const folder = join(this.folder, `day=${day}`);
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.parquet'))
      .sort()
      .map((name) => join(folder, name));
  }
}

function dayOf(atMs: number): string {
  return new Date(Math.floor(atMs / dayMs) * dayMs).toISOString().slice(0, 10);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
