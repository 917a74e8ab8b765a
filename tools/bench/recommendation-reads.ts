import { rmSync } from 'node:fs';
import pg from 'pg';
import type { TerminalProgress } from '../cli/terminal.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { type Stack, startStack } from '../stack/stack.js';
import type { Load } from './load-result.js';
import { measure } from './measure.js';
import { seededAccount } from './seed-lending.js';

const customersSeeded = 100_000;
/** Customers who read; each signs in once. */
const readers = 2000;
const referenceRatePerS = 1000;
const environment = {
  LOG_LEVEL: 'warn',
  ...limitsLifted,
};

export interface ReadsReport {
  readonly ratePerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the requests that were answered with a list. */
  readonly answeredShare: number;
  /** CPU-milliseconds a read, of the service and of Postgres. */
  readonly cpuMs: { readonly recommendations: number; readonly postgres: number };
}

const account = `('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid`;

/** `$1` customers of whom each has a list of ten in each of two generations, and saw some of it before. */
const seed = [
  `INSERT INTO account_owners SELECT ${account}, 'bench-' || n FROM generate_series(0, $1::int - 1) n`,
  `INSERT INTO customers (id, segment, has_consent, is_affordable, changed_by, changed_at)
   SELECT ${account}, 's' || n % 5, true, true, 'bench', now() FROM generate_series(0, $1::int - 1) n`,
  `INSERT INTO generations (as_of, status, started_at, finished_at, shards)
   SELECT now(), 'ready', now(), now(), 8 FROM generate_series(1, 2) WHERE $1::int > 0`,
  `INSERT INTO recommendations
   SELECT g, ${account}, place, 'item-' || (n * 7 + place * 13) % 2000, 'Item', 'category ' || place % 5, false,
     1000000 / place, 'similar', 'item-1', 'Because you use item 1'
   FROM generate_series(1, 2) g, generate_series(0, $1::int - 1) n, generate_series(1, 10) place`,
  `INSERT INTO feedback (id, customer_id, item_id, generation_id, kind, placement, occurred_at)
   SELECT gen_random_uuid(), ${account}, 'item-' || (n * 7 + place * 13) % 2000, 1, 'shown', 'home', now()
   FROM generate_series(0, $1::int - 1) n, generate_series(1, 5) place`,
  `INSERT INTO current_generation (generation_id) SELECT 2 WHERE $1::int > 0`,
];

/**
 * Measures the reading of lists under two open loads: the one that is promised, and as many as this machine has the speed
 * for.
 *
 * @param slower how many times slower this machine is than the one on which the absolute figures were set
 */
export async function benchReads(
  home: string,
  progress: TerminalProgress,
  slower: number,
): Promise<readonly ReadsReport[]> {
  rmSync(home, { recursive: true, force: true });
  const without = ['gateway', 'scoring', 'review', 'loans'] as const;
  const stack = await startStack({ home, progress, environment, without });
  try {
    progress.step(`Making lists for ${customersSeeded} customers`);
    await seedLists(stack.state.adminUrl);
    const reports: ReadsReport[] = [];
    for (const ratePerS of [referenceRatePerS, referenceRatePerS / slower]) {
      progress.step(`Measuring ${Math.round(ratePerS)} reads a second`);
      reports.push(await read(stack, ratePerS));
    }
    return reports;
  } finally {
    await stack.stop();
  }
}

async function read(stack: Stack, ratePerS: number): Promise<ReadsReport> {
  const load: Load = {
    what: 'recommendations',
    port: Number(new URL(stack.state.recommendations).port),
    accounts: Array.from({ length: readers }, (_, index) => seededAccount(index)),
    customers: readers,
    issuer: stack.state.issuer,
    home: stack.home,
    payee: null,
    connections: 128,
    ratePerS,
    warmUpMs: 15_000,
    measureMs: 20_000,
  };
  const { settled, other, p50Ms, p99Ms, cpuMs } = await measure(stack, load);
  return {
    ratePerS,
    p50Ms,
    p99Ms,
    answeredShare: settled / (settled + other),
    cpuMs: { recommendations: cpuMs.recommendations, postgres: cpuMs.postgres },
  };
}

async function seedLists(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('SET search_path = recommendations');
    for (const text of seed) await client.query(text, [customersSeeded]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
