import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from '@paymo/platform';
import {
  type CollectedRow,
  dropCollected,
  markSwept,
  readCollected,
  readUnswept,
} from './collection-statements.js';
import type { EventStore } from './event-store.js';

const pageEvents = 50_000;

/** Moves what has arrived into the store, and takes the erased out of it. */
export async function storeEvents(database: Database, store: EventStore): Promise<void> {
  await storeCollected(database, store);
  const rows = await database.query<{ customer_id: string }>(readUnswept, []);
  const erased = rows.map(({ customer_id }) => customer_id);
  await store.compact(erased);
  if (erased.length > 0) await database.query(markSwept, [erased]);
}

/** Leaves the events from a moment on in the table `events`. */
export async function readEvents(
  connection: DuckDBConnection,
  store: EventStore,
  fromMs: number,
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TABLE events AS SELECT * FROM (${await store.select(fromMs)}) stored
    WHERE occurred_at_ms >= ${fromMs}`);
}

/** A crash in between leaves an event in the store twice, and compaction keeps it once. */
async function storeCollected(database: Database, store: EventStore): Promise<void> {
  for (;;) {
    const rows = await database.query<CollectedRow>(readCollected, [pageEvents]);
    if (rows.length === 0) return;
    await store.append(
      rows.map(({ event_id, customer_id, item_id, kind, at_ms }) => ({
        eventId: event_id,
        customerId: customer_id,
        itemId: item_id,
        kind,
        occurredAtMs: Number(at_ms),
      })),
    );
    await database.query(dropCollected, [rows.map(({ seq }) => seq)]);
  }
}
