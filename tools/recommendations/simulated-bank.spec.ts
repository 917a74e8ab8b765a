import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DuckDbPipeline, listMetrics, usualBatchSettings } from '@paymo/recommendation';
import { inProject } from '../project.js';
import { writePayments } from '../simulator/csv-file.js';
import { defaultOptions, simulatorSettings } from '../simulator/settings.js';
import { simulate } from '../simulator/simulate.js';
import { evaluateFile } from './evaluate-file.js';
import { describeFile } from './interaction-file.js';

/** A bank's weeks, and the grids of an evaluation, on a machine that may be busy. */
jest.setTimeout(120_000);

const k = 10;
const wantedToPopularity = 1.7;

/** Each customer's earliest four fifths of the payments in shops are learnt from, the rest is what the lists are judged by. */
describe('recommendations of the simulated bank', () => {
  let folder: string;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  let shopping: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paymo-simulated-'));
    const file = join(folder, 'payments.csv');
    shopping = join(folder, 'shopping.csv');
    await writePayments(
      file,
      simulate(simulatorSettings({ ...defaultOptions, seed: '7', customers: '500', days: '45' })),
    );
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await connection.run(`
      COPY (SELECT time, payer, payee FROM read_csv('${file}', all_varchar = true) WHERE type = 'payment')
      TO '${shopping}' (HEADER)`);
  });
  afterAll(async () => {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  });

  it('are better than popularity by the evaluation of anybody’s files', async () => {
    const file = await describeFile(shopping, { user: 'payer', item: 'payee', time: 'time' }, undefined);
    const options = { k, seed: 1, usersMax: 50_000, includeSeen: false };
    const { ndcgToPopularity, usersEvaluated } = await evaluateFile(
      file,
      { trainShare: 0.8, minRating: null },
      options,
    );
    expect(usersEvaluated).toBeGreaterThan(300);
    expect(ndcgToPopularity).toBeGreaterThan(wantedToPopularity);
  });

  it('are so in the lists of the nightly batch itself, with its caps and blend', async () => {
    await learnFrom(connection, shopping);
    const [[asOf]] = (await rows(`SELECT CAST(max(occurred_at_ms) + 1 AS DOUBLE) FROM events`)) as [[number]];
    const settings = { ...usualBatchSettings, asOfMs: asOf, learntUntilMs: asOf };
    const pipeline = new DuckDbPipeline(connection, inProject('libs', 'recommendation', 'sql'), settings);
    await pipeline.prepare([], false);
    await pipeline.runShard(0);
    const lists = await grouped(
      'SELECT customer_id, item_id FROM recommendations ORDER BY customer_id, place',
    );
    const relevant = await grouped('SELECT DISTINCT customer_id, item_id FROM later');
    const had = await grouped('SELECT DISTINCT customer_id, item_id FROM events');
    const popular = (
      await rows(
        `SELECT item_id FROM item_customers JOIN items USING (item_number) ORDER BY customers DESC, item_id`,
      )
    ).map(([item]) => item as string);
    const ours = mean(relevant, (customer) => lists.get(customer) ?? []);
    const popularity = mean(relevant, (customer) =>
      popular.filter((item) => !had.get(customer)!.includes(item)).slice(0, k),
    );
    expect(ours).toBeGreaterThan(wantedToPopularity * popularity);
  });

  async function rows(sql: string): Promise<unknown[][]> {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  }

  async function grouped(sql: string): Promise<Map<string, string[]>> {
    const groups = new Map<string, string[]>();
    for (const [customer, item] of (await rows(sql)) as [string, string][])
      groups.set(customer, [...(groups.get(customer) ?? []), item]);
    return groups;
  }
});

/** The inputs of the batch from the earlier part, and the table `later` of what customers had not had before. */
async function learnFrom(connection: DuckDBConnection, file: string): Promise<void> {
  const tables = {
    placed: `
      SELECT payer AS customer_id, payee AS item_id, CAST(time AS BIGINT) AS occurred_at_ms,
        row_number() OVER w AS place, count(*) OVER (PARTITION BY payer) AS payments
      FROM read_csv('${file}', all_varchar = true) WINDOW w AS (PARTITION BY payer ORDER BY CAST(time AS BIGINT))`,
    events: `
      SELECT CAST(row_number() OVER () AS VARCHAR) AS event_id, customer_id, item_id, 'payment' AS kind, occurred_at_ms
      FROM placed WHERE place <= greatest(1, floor(0.8 * payments))`,
    later: `
      SELECT customer_id, item_id FROM placed p WHERE place > greatest(1, floor(0.8 * payments))
        AND NOT EXISTS (SELECT 1 FROM events e WHERE e.customer_id = p.customer_id AND e.item_id = p.item_id)
        AND item_id IN (SELECT item_id FROM events)`,
    items: `
      SELECT item_id, CAST(row_number() OVER (ORDER BY item_id) - 1 AS INTEGER) AS item_number, item_id AS title,
        'shop ' || right(item_id, 1) AS category, false AS is_credit, 0 AS age_min
      FROM (SELECT DISTINCT item_id FROM events)`,
    customers: `
      SELECT DISTINCT customer_id, 0 AS shard, '-' AS segment, true AS has_consent, false AS is_suppressed,
        false AS is_in_arrears, false AS is_vulnerable, true AS is_affordable, 0 AS age FROM events`,
    declines: `SELECT '' AS customer_id, '' AS item_id, CAST(0 AS BIGINT) AS declined_at_ms WHERE false`,
    exposures: `SELECT '' AS customer_id, '' AS item_id, CAST(0 AS BIGINT) AS shown WHERE false`,
  };
  for (const [table, select] of Object.entries(tables))
    await connection.run(`CREATE OR REPLACE TABLE ${table} AS ${select}`);
}

/** Mean nDCG of the lists, over those who chose anything new. */
function mean(relevant: ReadonlyMap<string, string[]>, listOf: (customer: string) => string[]): number {
  const numbers = new Map<string, number>();
  const numberOf = (item: string): number => {
    const number = numbers.get(item) ?? numbers.size;
    numbers.set(item, number);
    return number;
  };
  let sum = 0;
  for (const [customer, items] of relevant)
    sum += listMetrics(listOf(customer).map(numberOf), new Set(items.map(numberOf)), k).ndcg;
  return sum / relevant.size;
}
