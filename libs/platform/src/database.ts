import { Pool, type PoolClient } from 'pg';
import { arrayLiteral } from './array-literal.js';
import { GatheringSocket } from './gathering-socket.js';
import type { Logger } from './logger.js';

/** A named statement: Postgres parses and plans it once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type SqlValue = string | number | bigint | boolean | null | Date | readonly unknown[];

export interface Transaction {
  /** Sends a statement at once and returns its rows. Statements that are not awaited share a round trip. */
  query<Row>(statement: Statement, values: readonly SqlValue[]): Promise<Row[]>;
  /** Sends a statement whose rows nobody needs together with the commit; its failure undoes the transaction. */
  write(statement: Statement, values: readonly SqlValue[]): void;
}

/**
 * Postgres for set-wise statements in pipelined transactions: `BEGIN` travels with the first statement and
 * `COMMIT` with the last writes, so that a read-compute-write transaction takes two round trips.
 */
export class Database {
  private readonly pool: Pool;

  constructor(url: string, logger: Logger, connectionsMax = 10) {
    this.pool = new Pool({
      connectionString: withKeyLookups(url),
      max: connectionsMax,
      pipeline: true,
      stream: () => new GatheringSocket(),
    });
    this.pool.on('error', (error) => {
      logger.warn({ err: error }, 'database connection lost');
    });
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const begun = settled(client.query('BEGIN'));
    const writes: Promise<unknown>[] = [];
    const transaction: Transaction = {
      query: (statement, values) => run(client, statement, values),
      write: (statement, values) => writes.push(settled(run(client, statement, values))),
    };
    try {
      const result = await work(transaction);
      const committed = client.query('COMMIT');
      await firstFailure([begun, ...writes]);
      const { command } = await committed;
      if (command !== 'COMMIT') throw new Error(`transaction ended with ${command}`);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error(String(failure));
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async query<Row>(statement: Statement, values: readonly SqlValue[]): Promise<Row[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      return await run<Row>(client, statement, values);
    } catch (error) {
      if (isTransient(error)) broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * Our statements name the keys of their rows in arrays (`id = ANY($1)`), so that one plan is good whatever the
 * values and however large the tables. Left alone, Postgres plans each statement anew, which costs more than
 * running it, or keeps the plan of an empty table, a scan, while the table fills.
 */
const planner = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

function withKeyLookups(url: string): string {
  const changed = new URL(url);
  const given = changed.searchParams.get('options') ?? '';
  changed.searchParams.set('options', `${given} ${planner}`.trim());
  return changed.href;
}

async function run<Row>(
  client: PoolClient,
  { name, text }: Statement,
  values: readonly SqlValue[],
): Promise<Row[]> {
  const result = await client.query<Row & object>({ name, text, values: values.map(encode) });
  return result.rows;
}

function encode(value: SqlValue): unknown {
  return Array.isArray(value) ? arrayLiteral(value) : value;
}

/** Keeps a rejection from being reported as unhandled before it is looked at. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function firstFailure(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

const transientCodes = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available
  '57P01', // administrator shutdown
  '57P02', // crash shutdown
  '57P03', // starting up
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether the same work may succeed when it is tried again: the database was away, or two transactions met. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    transientCodes.has(code) ||
    code.startsWith('08') ||
    code.startsWith('53') ||
    /connection (terminated|error|ended)|not queryable|timeout exceeded when trying to connect/i.test(
      error.message,
    )
  );
}
