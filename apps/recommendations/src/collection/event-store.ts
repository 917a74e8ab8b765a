import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { newId } from '@paymo/platform';
import type { ObjectStore } from './object-store.js';

/** What a customer had to do with an item: paid there, took it out, or met it in a list of recommendations. */
type EventKind = 'payment' | 'loan' | 'shown' | 'opened' | 'dismissed' | 'taken';

/** One meeting of a customer with an item. */
export interface StoredEvent {
  readonly eventId: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly kind: EventKind;
  readonly occurredAtMs: number;
}

const columns = [
  ['event_id', 'VARCHAR'],
  ['customer_id', 'VARCHAR'],
  ['item_id', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['occurred_at_ms', 'BIGINT'],
] as const;
const columnsOfPayments = columns.filter(([name]) => name !== 'kind');
const noEvents = `SELECT ${columns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} WHERE false`;
const columnNames = columns.map(([name]) => name).join(', ');
const columnTypes = columns.map(([name, type]) => `${name} ${type}`).join(', ');
const dayMs = 86_400_000;

/**
 * Events as Parquet in an object store, by day: `day=2026-11-25/….parquet`. A crash may leave an event in two files of
 * its day, until the next compaction. Files that are no events are set aside under `.rejected` when they are met.
 */
export class EventStore {
  /** The files that this store has set aside. */
  readonly rejected: string[] = [];

  /** @param folder of files on their way; it must be on the file system of a local store */
  constructor(
    private readonly connection: DuckDBConnection,
    private readonly store: ObjectStore,
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
      await this.connection.run(`CREATE OR REPLACE TEMP TABLE arrived (${columnTypes})`);
      const appender = await this.connection.createAppender('arrived');
      for (const event of ofDay) {
        appender.appendVarchar(event.eventId);
        appender.appendVarchar(event.customerId);
        appender.appendVarchar(event.itemId);
        appender.appendVarchar(event.kind);
        appender.appendBigInt(BigInt(event.occurredAtMs));
        appender.endRow();
      }
      appender.closeSync();
      await this.write(day, onceEach('arrived'));
    }
  }

  /** Leaves one file a day, without repeats and without the erased. Only days that change are read. */
  async compact(erased: readonly string[]): Promise<void> {
    await this.connection.run('CREATE OR REPLACE TEMP TABLE erased (customer_id VARCHAR)');
    for (const customer of erased) await this.connection.run('INSERT INTO erased VALUES ($1)', [customer]);
    for (const [day, keys] of await this.days()) {
      if (keys.length === 1 && erased.length === 0) continue;
      const files = await this.readable(keys);
      if (files.size > 1 || (files.size > 0 && (await this.holdsErased(files))))
        await this.rewrite(day, files);
    }
  }

  /** The days that have events, as `2026-11-25`, in order. */
  async dayNames(): Promise<string[]> {
    return [...(await this.days()).keys()];
  }

  /** The keys of the files of the days from one time until before another, in order. */
  async keys(fromMs: number, untilMs: number): Promise<string[]> {
    const [from, until] = [dayOf(Math.max(0, fromMs)), dayOf(untilMs)];
    return [...(await this.days())].flatMap(([day, keys]) => (day >= from && day < until ? keys : []));
  }

  /** A `SELECT` of the events of the days from a time on; one without rows when there are none. */
  async select(fromMs: number): Promise<string> {
    const from = dayOf(Math.max(0, fromMs));
    const paths: string[] = [];
    for (const [day, keys] of await this.days())
      if (day >= from) paths.push(...(await this.readable(keys)).values());
    if (paths.length > 0) return `SELECT ${columnNames} FROM ${reading(paths)}`;
    return noEvents;
  }

  private async rewrite(day: string, files: ReadonlyMap<string, string>): Promise<void> {
    await this.write(
      day,
      onceEach(
        `(FROM ${reading([...files.values()])} WHERE customer_id NOT IN (SELECT customer_id FROM erased))`,
      ),
    );
    for (const key of files.keys()) await this.store.delete(key);
  }

  private async write(day: string, select: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const name = `${newId()}.parquet`;
    const file = join(this.folder, name);
    await this.connection.run(`COPY (${select}) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`);
    await this.store.put(`day=${day}/${name}`, file);
  }

  private async holdsErased(files: ReadonlyMap<string, string>): Promise<boolean> {
    const reader = await this.connection.runAndReadAll(
      `SELECT 1 FROM ${reading([...files.values()])} WHERE customer_id IN (SELECT customer_id FROM erased) LIMIT 1`,
    );
    return reader.currentRowCount > 0;
  }

  /** Local files by their keys, without those that are no events. */
  private async readable(keys: readonly string[]): Promise<Map<string, string>> {
    const files = new Map<string, string>();
    for (const key of keys) {
      const file = await this.store.get(key);
      if (await this.isReadable(file)) files.set(key, file);
      else {
        await this.store.put(`${key}.rejected`, file);
        await this.store.delete(key);
        this.rejected.push(key);
      }
    }
    return files;
  }

  private async isReadable(file: string): Promise<boolean> {
    try {
      const reader = await this.connection.runAndReadAll(`DESCRIBE SELECT * FROM ${parquet([file])}`);
      const found = reader.getRowsJson().map(([name, type]) => [name, type]);
      return [columns, columnsOfPayments].some((known) => JSON.stringify(found) === JSON.stringify(known));
    } catch {
      return false;
    }
  }

  /** The keys of each day that has any, in order. */
  private async days(): Promise<Map<string, string[]>> {
    const days = new Map<string, string[]>();
    for (const key of await this.store.list('day=')) {
      const day = /^day=([^/]+)\/[^/]+\.parquet$/.exec(key)?.[1];
      if (day !== undefined) days.set(day, [...(days.get(day) ?? []), key]);
    }
    return days;
  }
}

function onceEach(from: string): string {
  return `SELECT ${columnNames} FROM ${from} QUALIFY row_number() OVER (PARTITION BY event_id) = 1
    ORDER BY customer_id, occurred_at_ms, event_id`;
}

function dayOf(atMs: number): string {
  return new Date(Math.floor(atMs / dayMs) * dayMs).toISOString().slice(0, 10);
}

/** Events of files; those that were stored before there were others than payments name no kind. */
function reading(paths: readonly string[]): string {
  return `(
    SELECT * REPLACE (coalesce(kind, 'payment') AS kind) FROM (
      ${noEvents} UNION ALL BY NAME SELECT * FROM ${parquet(paths)}))`;
}

function parquet(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quoted).join(', ')}], hive_partitioning = false, union_by_name = true)`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
