import type { DuckDBConnection } from '@duckdb/node-api';
import { shardExpression } from '@paymo/recommendation';

export interface GeneratedBank {
  readonly customers: number;
  readonly items: number;
  readonly events: number;
  readonly shards: number;
  /** The moment that the batch stands at; events are of the 90 days before it. */
  readonly asOfMs: number;
}

/** Customers and items are of as many tastes; seven in ten events stay in the customer's own. */
const tastes = 20;
const ownTaste = 0.7;
const dayMs = 86_400_000;

/**
 * Fills a connection with the inputs of a batch. Every value is a hash of its row's number, so the same numbers make the
 * same bank; few items are met often and many seldom, and customers of one taste meet the same ones.
 */
export async function generateBank(connection: DuckDBConnection, bank: GeneratedBank): Promise<void> {
  const { customers, items, events, shards, asOfMs } = bank;
  const ofTaste = Math.max(1, Math.floor(items / tastes));
  const tables = {
    customers: `
      SELECT 'c' || lpad(CAST(i AS VARCHAR), 8, '0') AS customer_id,
        ${shardExpression("'c' || lpad(CAST(i AS VARCHAR), 8, '0')", shards)} AS shard,
        's' || CAST(i % 5 AS VARCHAR) AS segment, ${chance('i', 11)} < 0.95 AS has_consent,
        ${chance('i', 12)} < 0.01 AS is_suppressed, ${chance('i', 13)} < 0.03 AS is_in_arrears,
        ${chance('i', 14)} < 0.02 AS is_vulnerable, ${chance('i', 15)} < 0.8 AS is_affordable,
        CAST(floor(90 * ${chance('i', 16)}) AS INTEGER) AS age
      FROM range(${customers}) t(i)`,
    items: `
      SELECT 'i' || lpad(CAST(i AS VARCHAR), 6, '0') AS item_id, CAST(i AS INTEGER) AS item_number,
        'Item ' || CAST(i AS VARCHAR) AS title, 'category ' || CAST(i % ${tastes} AS VARCHAR) AS category,
        i % 50 = 7 AS is_credit, CASE WHEN i % 50 = 7 OR i % 50 = 11 THEN 18 ELSE 0 END AS age_min
      FROM range(${items}) t(i)`,
    events: `
      SELECT 'e' || CAST(i AS VARCHAR) AS event_id,
        'c' || lpad(CAST(i % ${customers} AS VARCHAR), 8, '0') AS customer_id,
        'i' || lpad(CAST(CASE WHEN ${chance('i', 1)} < ${ownTaste}
          THEN (i % ${customers}) % ${tastes} + ${tastes} * CAST(floor(pow(${chance('i', 2)}, 3) * ${ofTaste}) AS BIGINT)
          ELSE CAST(floor(pow(${chance('i', 3)}, 3) * ${items}) AS BIGINT) END % ${items} AS VARCHAR), 6, '0') AS item_id,
        CASE WHEN ${chance('i', 5)} < 0.97 THEN 'payment' WHEN ${chance('i', 5)} < 0.98 THEN 'opened'
          WHEN ${chance('i', 5)} < 0.985 THEN 'taken' ELSE 'shown' END AS kind,
        CAST(${asOfMs} - floor(${chance('i', 4)} * ${90 * dayMs}) - 1 AS BIGINT) AS occurred_at_ms
      FROM range(${events}) t(i)`,
    declines: `
      SELECT DISTINCT customer_id, item_id, occurred_at_ms AS declined_at_ms FROM events
      WHERE ${chance('event_id', 21)} < 0.001`,
    exposures: `
      SELECT customer_id, item_id, CAST(count(*) * 12 AS BIGINT) AS shown FROM events
      WHERE ${chance('event_id', 22)} < 0.002 GROUP BY customer_id, item_id`,
  };
  for (const [table, select] of Object.entries(tables))
    await connection.run(`CREATE OR REPLACE TABLE ${table} AS ${select}`);
}

/** A number from 0 to below 1 that depends on the row and on what it is for. */
function chance(row: string, purpose: number): string {
  return `(CAST(hash(${row}, ${purpose}) % 1000003 AS DOUBLE) / 1000003)`;
}
