import { mkdtemp, readdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EventStore, type StoredEvent } from './event-store.js';
import { FolderStore } from './folder-store.js';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
let folder: string;
let store: EventStore;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  instance.closeSync();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "events-it's-"));
  store = new EventStore(connection, new FolderStore(folder), join(folder, 'work'));
});

const event = (eventId: string, day: number, customerId = 'ann'): StoredEvent => ({
  eventId,
  customerId,
  itemId: 'cafe',
  kind: 'payment',
  occurredAtMs: Date.UTC(2026, 10, day, 12),
});

async function ids(fromMs = 0): Promise<string[]> {
  const reader = await connection.runAndReadAll(await store.select(fromMs));
  return reader
    .getRowsJS()
    .map(([id]) => id as string)
    .sort();
}

describe('the store of events', () => {
  it('has no rows at first', async () => {
    expect(await ids()).toEqual([]);
  });

  it('reads what was stored before events had kinds, as payments', async () => {
    await store.append([event('new', 20)]);
    const [day] = (await readdir(folder)).filter((name) => name.startsWith('day='));
    const old = join(folder, day ?? '', 'old.parquet').replaceAll("'", "''");
    await connection.run(
      `COPY (SELECT 'old' AS event_id, 'ann' AS customer_id, 'cafe' AS item_id, ${event('old', 20).occurredAtMs}::BIGINT
         AS occurred_at_ms) TO '${old}' (FORMAT parquet)`,
    );
    expect(await ids()).toEqual(['new', 'old']);
    await store.compact([]);
    const kinds = await connection.runAndReadAll(`SELECT DISTINCT kind FROM (${await store.select(0)})`);
    expect(kinds.getRowsJS()).toEqual([['payment']]);
    expect(store.rejected).toEqual([]);
  });

  it('keeps events in the folder of their day, late ones too', async () => {
    await store.append([event('a', 20), event('b', 21)]);
    await store.append([event('late', 20)]);
    expect((await readdir(folder)).filter((name) => name.startsWith('day=')).sort()).toEqual([
      'day=2026-11-20',
      'day=2026-11-21',
    ]);
    expect(await ids()).toEqual(['a', 'b', 'late']);
    expect(await ids(Date.UTC(2026, 10, 21))).toEqual(['b']);
  });

  it('is left with one file a day and each event once by compaction', async () => {
    await store.append([event('a', 20), event('b', 20), event('a', 20)]);
    await store.append([event('b', 20), event('c', 20)]);
    expect(await ids()).toEqual(['a', 'b', 'b', 'c']);
    await store.compact([]);
    expect(store.rejected).toEqual([]);
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(await readdir(join(folder, 'day=2026-11-20'))).toHaveLength(1);
  });

  it('forgets the erased, and them alone', async () => {
    await store.append([event('a', 20), event('b', 20, 'bob'), event('c', 21)]);
    await store.compact(['ann']);
    expect(await ids()).toEqual(['b']);
  });

  it('sets files aside that are no events, and goes on with the others', async () => {
    await store.append([event('a', 20)]);
    const day = join(folder, 'day=2026-11-20');
    await writeFile(join(day, 'broken.parquet'), 'PAR1 and nothing more');
    await connection.run(
      `COPY (SELECT 1 AS other) TO '${join(day, 'other.part').replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    await rename(join(day, 'other.part'), join(day, 'other.parquet'));
    await store.compact([]);
    expect(store.rejected).toHaveLength(2);
    expect(await ids()).toEqual(['a']);
    expect((await readdir(day)).filter((name) => name.endsWith('.rejected'))).toHaveLength(2);
  });

  it('does not read what a crash left half written', async () => {
    await store.append([event('a', 20)]);
    await writeFile(join(folder, 'day=2026-11-20', 'x.parquet.part'), 'half');
    await store.compact([]);
    expect(await ids()).toEqual(['a']);
  });
});
