import { Pool, type PoolClient } from 'pg';
import type { Logger } from './logger.js';
import { type SqlValue, type Statement, StatementBatch } from './statement-batch.js';

export interface Transaction {
  /** Sends a statement and returns its rows. What is asked in one turn of the event loop shares a round trip. */
  query<Row>(statement: Statement, values: readonly SqlValue[]): Promise<Row[]>;
  /** Keeps a statement whose rows nobody needs until the next round trip; its failure undoes the transaction. */
  write(statement: Statement, values: readonly SqlValue[]): void;
}

const connectMsMax = 3000;

const begin: Statement = { name: 'begin', text: 'BEGIN' };
const beginSnapshot: Statement = {
  name: 'begin_snapshot',
  text: 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY',
};
const commit: Statement = { name: 'commit', text: 'COMMIT' };
const rollback: Statement = { name: 'rollback', text: 'ROLLBACK' };

/**
 * Postgres for set-wise statements: `BEGIN` travels with the first of them and `COMMIT` with the last writes,
 * so that a read-compute-write transaction takes two round trips.
 */
export class Database {
  private readonly pool: Pool;

  constructor(url: string, logger: Logger, connectionsMax = 10) {
    this.pool = new Pool({
      connectionString: withKeyLookups(url),
      max: connectionsMax,
      connectionTimeoutMillis: connectMsMax,
      keepAlive: true,
    });
    this.pool.on('error', (error) => {
      logger.warn({ err: error }, 'database connection lost');
    });
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.within(begin, work);
  }

  /** Reads everything as it was at one moment, and changes nothing. */
  snapshot<T>(work: (transaction: Pick<Transaction, 'query'>) => Promise<T>): Promise<T> {
    return this.within(beginSnapshot, work);
  }

  query<Row>(statement: Statement, values: readonly SqlValue[]): Promise<Row[]> {
    return this.borrow((trips) => trips.rows<Row>(statement, values));
  }

  private within<T>(opening: Statement, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.borrow(async (trips) => {
      try {
        trips.keep(opening, []);
        const result = await work({
          query: (statement, values) => trips.rows(statement, values),
          write: (statement, values) => {
            trips.keep(statement, values);
          },
        });
        const { tag } = await trips.ask(commit, []);
        if (tag !== 'COMMIT') throw new Error(`transaction ended with ${tag}`);
        return result;
      } catch (error) {
        trips.forget();
        await trips.ask(rollback, []).catch((failure: unknown) => {
          trips.broken ??= toError(failure);
        });
        throw error;
      }
    });
  }

  /** Lends a connection; one that was lost meanwhile does not go back to the pool. */
  private async borrow<T>(work: (trips: RoundTrips) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const trips = new RoundTrips(client);
    const onLost = (error: Error): void => {
      trips.broken ??= error;
    };
    client.on('error', onLost);
    try {
      return await work(trips);
    } catch (error) {
      if (isTransient(error)) trips.broken ??= toError(error);
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(trips.broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Gathers the statements of one turn of the event loop into batches. */
class RoundTrips {
  /** Why the connection cannot be used again, if so. */
  broken: Error | undefined;
  private gathering = new StatementBatch();
  private isScheduled = false;

  constructor(private readonly client: PoolClient) {}

  async rows<Row>(statement: Statement, values: readonly SqlValue[]): Promise<Row[]> {
    const { rows } = await this.ask(statement, values);
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- only the statement's text says what its rows are
    return rows as Row[];
  }

  ask(statement: Statement, values: readonly SqlValue[]): ReturnType<StatementBatch['add']> {
    const result = this.gathering.add(statement, values);
    if (!this.isScheduled) {
      this.isScheduled = true;
      process.nextTick(() => {
        this.isScheduled = false;
        const batch = this.gathering;
        this.gathering = new StatementBatch();
        this.client.query(batch);
      });
    }
    return result;
  }

  /** Drops what was not sent yet. */
  forget(): void {
    this.gathering = new StatementBatch();
  }

  /** Its failure is that of the batch that it travels with, whose last statement somebody awaits. */
  keep(statement: Statement, values: readonly SqlValue[]): void {
    this.gathering.add(statement, values).catch(() => undefined);
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

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

const transientCodes = new Set([
  '25006', // read-only: a failover is under way
  '25P03', // idle in transaction for too long
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available
  '57014', // cancelled, by an administrator or a time limit
  '57P01', // administrator shutdown
  '57P02', // crash shutdown
  '57P03', // starting up
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
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
