import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database, Statement } from '@paymo/platform';
import { listMetrics, usualBatchSettings } from '@paymo/recommendation';
import { noteSimilarLists } from './similarity-baseline.js';

/** Customers who are judged at most. */
const customersMax = 5000;
const { listLength: k } = usualBatchSettings;

/**
 * How the lists that are read did on what customers chose since they were made and had not had before; beside it, what a
 * customer had not had of the most popular items of that time, and of those that go with what the customer had (SAR).
 */
export interface Quality {
  readonly customers: number;
  readonly ndcg: number;
  readonly hitRate: number;
  readonly popularityNdcg: number;
  readonly popularityHitRate: number;
  /** Absent in runs of before they were judged by it. */
  readonly sarNdcg?: number;
  readonly sarHitRate?: number;
}

interface JudgedRow {
  readonly id: string;
  readonly as_of: Date;
}

/** What the lists that are read now stand at; undefined when none are. */
export async function judgedMoment(database: Database): Promise<number | undefined> {
  const [judged] = await database.query<JudgedRow>(readJudged, []);
  return judged?.as_of.getTime();
}

const readJudged: Statement = {
  name: 'read_judged',
  text: 'SELECT g.id, g.as_of FROM current_generation c JOIN generations g ON g.id = c.generation_id',
};

interface ListedItem {
  readonly customer_id: string;
  readonly item_id: string;
}

const readJudgedLists: Statement = {
  name: 'read_judged_lists',
  text: `
    SELECT customer_id, item_id FROM recommendations WHERE generation_id = $1 AND customer_id = ANY($2::uuid[])
    ORDER BY customer_id, place`,
};

const readJudgedPopular: Statement = {
  name: 'read_judged_popular',
  text: `
    SELECT item_id FROM popular_items WHERE generation_id = $1 AND segment = ''
    ORDER BY popularity_micro DESC, item_id`,
};

/**
 * Judges the lists that are read now, by the events in the table `events` of those in the table `customers`.
 *
 * @param isLearnt whether what customers had before those events is in the table `past_had`
 * @returns undefined when nothing was read, or nobody has chosen anything new since
 */
export async function measureQuality(
  connection: DuckDBConnection,
  database: Database,
  asOfMs: number,
  isLearnt: boolean,
): Promise<Quality | undefined> {
  const [judged] = await database.query<JudgedRow>(readJudged, []);
  if (judged === undefined) return undefined;
  await noteHad(connection, judged.as_of.getTime(), isLearnt);
  await noteChoices(connection, judged.as_of.getTime(), asOfMs);
  const chosen = await grouped(connection, 'SELECT customer_id, item_id FROM chosen');
  if (chosen.size === 0) return undefined;
  const had = await grouped(
    connection,
    'SELECT customer_id, item_id FROM had JOIN judged USING (customer_id)',
  );
  const lists = new Map<string, string[]>();
  for (const { customer_id: id, item_id: item } of await database.query<ListedItem>(readJudgedLists, [
    judged.id,
    [...chosen.keys()],
  ]))
    push(lists, id, item);
  await noteSimilarLists(connection, k);
  const similar = await grouped(
    connection,
    'SELECT customer_id, item_id FROM similar_lists ORDER BY customer_id, place',
  );
  const popular = await database.query<{ item_id: string }>(readJudgedPopular, [judged.id]);
  const ours = meansOf(chosen, (customer) => lists.get(customer) ?? []);
  const popularity = meansOf(chosen, (customer) => {
    const own = new Set(had.get(customer));
    return popular.map(({ item_id: item }) => item).filter((item) => !own.has(item));
  });
  const sar = meansOf(chosen, (customer) => similar.get(customer) ?? []);
  return {
    customers: chosen.size,
    ...ours,
    popularityNdcg: popularity.ndcg,
    popularityHitRate: popularity.hitRate,
    sarNdcg: sar.ndcg,
    sarHitRate: sar.hitRate,
  };
}

const met = "e.kind IN ('payment', 'loan', 'taken')";

/** The table `had`: what everybody had by then. */
async function noteHad(connection: DuckDBConnection, untilMs: number, isLearnt: boolean): Promise<void> {
  const past = isLearnt
    ? `UNION SELECT p.customer_id, i.item_id FROM past_had h JOIN past_people p ON p.customer_number = h.customer_number
       JOIN past_items i ON i.past_number = h.past_number`
    : '';
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE had AS
    SELECT DISTINCT e.customer_id, e.item_id FROM events e WHERE ${met} AND e.occurred_at_ms < ${untilMs} ${past}`);
}

/** The tables `judged` and `chosen`: who chose anything new since, and what. */
async function noteChoices(connection: DuckDBConnection, fromMs: number, toMs: number): Promise<void> {
  const tables = {
    chosen: `
      SELECT DISTINCT e.customer_id, e.item_id FROM events e JOIN customers c ON c.customer_id = e.customer_id
      WHERE ${met} AND c.has_consent AND NOT c.is_suppressed AND e.occurred_at_ms >= ${fromMs} AND e.occurred_at_ms < ${toMs}
        AND (e.customer_id, e.item_id) NOT IN (SELECT (customer_id, item_id) FROM had)`,
    judged: `
      SELECT customer_id FROM (SELECT DISTINCT customer_id FROM chosen)
      ORDER BY hash(customer_id), customer_id LIMIT ${customersMax}`,
  };
  for (const [table, select] of Object.entries(tables))
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${select}`);
  await connection.run('DELETE FROM chosen WHERE customer_id NOT IN (SELECT customer_id FROM judged)');
}

async function grouped(connection: DuckDBConnection, sql: string): Promise<Map<string, string[]>> {
  const groups = new Map<string, string[]>();
  const reader = await connection.runAndReadAll(sql);
  for (const [customer, item] of reader.getRowsJS())
    if (typeof customer === 'string' && typeof item === 'string') push(groups, customer, item);
  return groups;
}

function push(groups: Map<string, string[]>, customer: string, item: string): void {
  const group = groups.get(customer);
  if (group === undefined) groups.set(customer, [item]);
  else group.push(item);
}

function meansOf(
  chosen: ReadonlyMap<string, string[]>,
  listOf: (customer: string) => string[],
): { ndcg: number; hitRate: number } {
  let ndcg = 0;
  let hitRate = 0;
  for (const [customer, items] of chosen) {
    // The metrics compare numbers: an item is its place in the list, and none of it when it is not there.
    const list = listOf(customer).slice(0, k);
    const places = items.map((item, index) => (list.includes(item) ? list.indexOf(item) : k + index));
    const metrics = listMetrics([...list.keys()], new Set(places), k);
    ndcg += metrics.ndcg;
    hitRate += metrics.hitRate;
  }
  return { ndcg: ndcg / chosen.size, hitRate: hitRate / chosen.size };
}
