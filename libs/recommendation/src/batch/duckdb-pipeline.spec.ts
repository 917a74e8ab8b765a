import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type BatchSettings, usualBatchSettings } from './batch-settings.js';
import { DuckDbPipeline } from './duckdb-pipeline.js';

/** Each run is a database of its own, on a machine that may be busy. */
jest.setTimeout(30_000);

const dayMs = 86_400_000;
const asOfMs = Date.UTC(2026, 10, 25);
const settings: BatchSettings = {
  ...usualBatchSettings,
  asOfMs,
  learntUntilMs: asOfMs,
  shrinkage: 0,
  listLength: 5,
};

interface Row {
  customer_id: string;
  place: number;
  item_id: string;
  score_micro: string;
  source: string;
  because_item_id: string | null;
  reason: string;
}

/** A small bank: customers of a segment, each with the items that they met and how many days ago. */
interface Bank {
  events: [customer: string, item: string, daysAgo: number, kind?: string][];
  items?: [item: string, category: string, isCredit?: boolean, ageMin?: number][];
  facts?: Record<string, Partial<Record<string, boolean | string>>>;
  declines?: [customer: string, item: string, daysAgo: number][];
  exposures?: [customer: string, item: string, shown: number][];
  newcomers?: string[];
}

const instances: DuckDBInstance[] = [];

async function connected(threads = 2): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  instances.push(instance);
  return instance.connect();
}

async function fill(connection: DuckDBConnection, bank: Bank): Promise<void> {
  const text = (value: string): string => `'${value}'`;
  const itemIds = [...new Set(bank.events.map(([, item]) => item))].sort();
  const items = bank.items ?? itemIds.map((item): [string, string] => [item, `category of ${item}`]);
  const customers = [
    ...new Set([...bank.events.map(([customer]) => customer), ...(bank.newcomers ?? [])]),
  ].sort();
  const rows = (values: string[][], columns: string): string =>
    values.length === 0
      ? `SELECT * FROM (SELECT ${columns
          .split(', ')
          .map(
            (column) =>
              `${column.includes('_ms') || column === 'shown' ? 'CAST(0 AS BIGINT)' : "''"} AS ${column}`,
          )
          .join(', ')}) empty WHERE false`
      : `SELECT * FROM (VALUES ${values.map((row) => `(${row.join(', ')})`).join(', ')}) AS t(${columns})`;
  const at = (daysAgo: number): string => `CAST(${asOfMs - daysAgo * dayMs} AS BIGINT)`;
  const tables = {
    events: rows(
      bank.events.map(([customer, item, daysAgo, kind], index) => [
        text(`e${index}`),
        text(customer),
        text(item),
        text(kind ?? 'payment'),
        at(daysAgo),
      ]),
      'event_id, customer_id, item_id, kind, occurred_at_ms',
    ),
    items: rows(
      items.map(([item, category, isCredit, ageMin], index) => [
        text(item),
        String(index),
        text(`The ${item}`),
        text(category),
        String(isCredit ?? false),
        String(ageMin ?? 0),
      ]),
      'item_id, item_number, title, category, is_credit, age_min',
    ),
    customers: rows(
      customers.map((customer) => {
        const facts = {
          segment: '-',
          has_consent: true,
          is_suppressed: false,
          is_in_arrears: false,
          is_vulnerable: false,
          is_affordable: true,
          age: '40',
          ...bank.facts?.[customer],
        };
        const { segment, ...flags } = facts;
        return [text(customer), '0', text(segment), ...Object.values(flags).map(String)];
      }),
      'customer_id, shard, segment, has_consent, is_suppressed, is_in_arrears, is_vulnerable, is_affordable, age',
    ),
    declines: rows(
      (bank.declines ?? []).map(([c, i, days]) => [text(c), text(i), at(days)]),
      'customer_id, item_id, declined_at_ms',
    ),
    exposures: rows(
      (bank.exposures ?? []).map(([c, i, shown]) => [text(c), text(i), String(shown)]),
      'customer_id, item_id, shown',
    ),
  };
  for (const [name, select] of Object.entries(tables))
    await connection.run(`CREATE OR REPLACE TABLE ${name} AS ${select}`);
}

async function run(bank: Bank, changed: Partial<BatchSettings> = {}, threads = 2): Promise<Row[]> {
  const connection = await connected(threads);
  await fill(connection, bank);
  const pipeline = new DuckDbPipeline(connection, 'libs/recommendation/sql', { ...settings, ...changed });
  await pipeline.prepare([], false);
  await pipeline.runShard(0);
  const reader = await connection.runAndReadAll('SELECT * FROM recommendations ORDER BY customer_id, place');
  return reader.getRowObjectsJson() as unknown as Row[];
}

const of = (rows: Row[], customer: string): string[] =>
  rows.filter(({ customer_id: id }) => id === customer).map(({ item_id: item }) => item);

/** Ann, Bob and Cem go to the café; Ann and Bob to the bakery too; Dan only to the garage. */
const town: Bank = {
  events: [
    ['ann', 'cafe', 1],
    ['ann', 'bakery', 1],
    ['bob', 'cafe', 2],
    ['bob', 'bakery', 3],
    ['cem', 'cafe', 1],
    ['dan', 'garage', 1],
  ],
};

afterAll(() => {
  for (const instance of instances) instance.closeSync();
});

describe('the lists of a batch', () => {
  let rows: Row[];
  beforeAll(async () => {
    rows = await run(town);
  });

  it('begin with what goes with what the customer has, and say because of what', () => {
    const [first] = rows.filter(({ customer_id: id }) => id === 'cem');
    expect(first).toMatchObject({
      place: 1,
      item_id: 'bakery',
      source: 'similar',
      because_item_id: 'cafe',
      reason: 'Because you use The cafe',
    });
  });

  it('fall back to what is popular, without a because', () => {
    const [first] = rows.filter(({ customer_id: id }) => id === 'dan');
    expect(first).toMatchObject({ item_id: 'cafe', source: 'segment', because_item_id: null });
  });

  it('hold nothing that the customer has', () => {
    expect(of(rows, 'ann')).toEqual(['garage']);
  });

  it('reach a newcomer through what is popular in the segment, before what is popular with all', async () => {
    const facts = {
      ann: { segment: 'old' },
      bob: { segment: 'old' },
      cem: { segment: 'old' },
      dan: { segment: 'young' },
      eve: { segment: 'young' },
    };
    const lists = await run({ ...town, facts, newcomers: ['eve'] });
    expect(of(lists, 'eve')).toEqual(['garage', 'cafe', 'bakery']);
  });

  it('reach an item that nobody has through its category', async () => {
    const items: Bank['items'] = [
      ['cafe', 'food'],
      ['bakery', 'food'],
      ['garage', 'car'],
      ['tyres', 'car'],
    ];
    const lists = await run({ ...town, items });
    expect(
      lists.find(({ customer_id: id, item_id: item }) => id === 'dan' && item === 'tyres'),
    ).toMatchObject({
      source: 'content',
    });
  });

  it('weigh what was met lately more', async () => {
    // Equal ways to the zoo and the pool but for the age of what leads to them.
    const events: Bank['events'] = [
      ['a', 'x', 1],
      ['a', 'zoo', 1],
      ['b', 'y', 1],
      ['b', 'pool', 1],
      ['c', 'x', 60],
      ['c', 'y', 1],
    ];
    expect(of(await run({ events }), 'c').slice(0, 2)).toEqual(['pool', 'zoo']);
  });

  it('follow what was opened, without naming it as a reason or as had already', async () => {
    const opened: Bank = { events: [...town.events, ['dan', 'cafe', 1, 'opened']] };
    const lists = (await run(opened)).filter(({ customer_id: id }) => id === 'dan');
    expect(lists.find(({ item_id: item }) => item === 'bakery')).toMatchObject({
      source: 'similar',
      because_item_id: null,
      reason: 'Like what you looked at',
    });
    expect(of(lists, 'dan')).toContain('cafe');
  });

  it('count what was opened, shown or dismissed for nobody else', async () => {
    const noise = ['opened', 'shown', 'dismissed'].flatMap((kind): Bank['events'] => [
      ['ann', 'garage', 1, kind],
      ['bob', 'garage', 1, kind],
      ['cem', 'garage', 1, kind],
    ]);
    const lists = await run({ events: [...town.events, ...noise] });
    expect(of(lists, 'dan')).toEqual(of(await run(town), 'dan'));
  });

  it('hold nothing that was taken or borrowed', async () => {
    for (const kind of ['taken', 'loan'])
      expect(of(await run({ events: [...town.events, ['dan', 'cafe', 1, kind]] }), 'dan')).not.toContain(
        'cafe',
      );
  });

  it('hold no more of one category than is allowed', async () => {
    const events: Bank['events'] = ['p', 'q', 'r', 's'].flatMap((item): Bank['events'] => [
      ['a', item, 1],
      ['b', item, 1],
    ]);
    const items: Bank['items'] = [
      ['p', 'x'],
      ['q', 'x'],
      ['r', 'x'],
      ['s', 'y'],
    ];
    const lists = await run({ events, items, newcomers: ['eve'] }, { categoryMax: 2, itemShareMax: 1 });
    expect(of(lists, 'eve')).toEqual(['p', 'q', 's']);
  });

  it('hold no item for more customers than its share', async () => {
    const newcomers = Array.from({ length: 9 }, (_, index) => `new-${index}`);
    const lists = await run({ ...town, newcomers }, { itemShareMax: 0.25 });
    const often = lists.filter(({ item_id: item }) => item === 'cafe').length;
    expect(often).toBe(Math.ceil(0.25 * 13));
  });
});

describe('a similarity', () => {
  it('is the cosine of the customers, shrunk by those in common', async () => {
    const connection = await connected();
    await fill(connection, town);
    await new DuckDbPipeline(connection, 'libs/recommendation/sql', { ...settings, shrinkage: 1 }).prepare(
      [],
      false,
    );
    const reader = await connection.runAndReadAll(`
      SELECT a.item_id, b.item_id, CAST(m.similarity_micro AS INTEGER) FROM learnt_similarity m
      JOIN past_items a ON a.past_number = m.past_number JOIN past_items b ON b.past_number = m.neighbour_number ORDER BY 1`);
    // Three have been to the café and two to the bakery, both of them to both: 2/√6 · 2/(2 + 1).
    expect(reader.getRowsJS()).toEqual([
      ['bakery', 'cafe', 544_331],
      ['cafe', 'bakery', 544_331],
    ]);
  });
});

describe('what was learnt', () => {
  const learntUntilMs = asOfMs - 2 * dayMs;
  const events = Array.from({ length: 3000 }, (_, index): Bank['events'][number] => [
    `c${(index * 7919) % 101}`,
    `i${(index * index * 31 + index * 17) % 67}`,
    (index * 13) % 90,
    index % 11 === 0 ? 'opened' : 'payment',
  ]);

  async function lists(
    pipeline: DuckDbPipeline,
    connection: DuckDBConnection,
    isLearnt: boolean,
  ): Promise<string> {
    await pipeline.prepare([], isLearnt);
    await pipeline.runShard(0);
    const reader = await connection.runAndReadAll(
      'SELECT * FROM recommendations ORDER BY customer_id, place',
    );
    expect(reader.currentRowCount).toBeGreaterThan(300);
    return JSON.stringify(reader.getRowsJson());
  }

  it('makes the same lists when it is kept and only the events since are there', async () => {
    const connection = await connected();
    await fill(connection, { events });
    const pipeline = new DuckDbPipeline(connection, 'libs/recommendation/sql', {
      ...settings,
      learntUntilMs,
    });
    const anew = await lists(pipeline, connection, false);
    await connection.run(`DELETE FROM events WHERE occurred_at_ms < ${learntUntilMs}`);
    expect(await lists(pipeline, connection, true)).toBe(anew);
  });

  it('leaves what has come since to the lists of those to whom it happened', async () => {
    const since: Bank = { events: [...town.events, ['dan', 'cafe', 1]] };
    const rows = await run(since, { learntUntilMs: asOfMs - 1.5 * dayMs });
    // Only Bob's visits were learnt from: the bakery goes with the café by them.
    expect(
      rows.find(({ customer_id: id, item_id: item }) => id === 'dan' && item === 'bakery'),
    ).toMatchObject({
      source: 'similar',
      because_item_id: 'cafe',
    });
    expect(of(rows, 'dan')).not.toContain('cafe');
  });
});

describe('what is not lawful', () => {
  const loan: Bank['items'] = [
    ['cafe', 'food'],
    ['bakery', 'food'],
    ['garage', 'car'],
    ['loan', 'credit', true],
  ];
  const withLoan: Bank = { events: [...town.events, ['fay', 'loan', 1], ['fay', 'cafe', 1]], items: loan };

  it('leaves credit to those who may have it', async () => {
    expect(of(await run(withLoan), 'cem')).toContain('loan');
  });

  it.each([
    ['is_in_arrears', true],
    ['is_vulnerable', true],
    ['is_affordable', false],
  ])('is credit for a customer with %s %s, who gets everything else', async (fact, value) => {
    const list = of(await run({ ...withLoan, facts: { cem: { [fact]: value } } }), 'cem');
    expect(list).not.toContain('loan');
    expect(list).toContain('bakery');
  });

  it('is what is for adults, for a child or one whose age nobody knows', async () => {
    const items: Bank['items'] = loan.map(([item, category]) => [item, category, false, 18]);
    for (const [age, isOffered] of Object.entries({ 0: false, 17: false, 18: true })) {
      const list = of(await run({ ...withLoan, items, facts: { cem: { age } } }), 'cem');
      expect(list.length > 0).toBe(isOffered);
    }
  });

  it.each([
    ['has_consent', false],
    ['is_suppressed', true],
  ])('is anything for one with %s %s', async (fact, value) => {
    expect(of(await run({ ...town, facts: { cem: { [fact]: value } } }), 'cem')).toEqual([]);
  });

  it('is what was declined less than 90 days ago', async () => {
    const declined = (days: number): Bank => ({ ...town, declines: [['cem', 'bakery', days]] });
    expect(of(await run(declined(89)), 'cem')).not.toContain('bakery');
    expect(of(await run(declined(91)), 'cem')).toContain('bakery');
  });

  it('is what was shown too often', async () => {
    const shown = (times: number): Bank => ({ ...town, exposures: [['cem', 'bakery', times]] });
    expect(of(await run(shown(20)), 'cem')).not.toContain('bakery');
    expect(of(await run(shown(19)), 'cem')).toContain('bakery');
  });
});

describe('the table of a run', () => {
  const events = Array.from({ length: 6000 }, (_, index): [string, string, number] => [
    `c${(index * 7919) % 301}`,
    `i${(index * index * 31 + index * 17) % 97}`,
    (index * 13) % 90,
  ]);

  it('is the same to the last digit for the same data, whatever the order of rows and the number of threads', async () => {
    const hash = (rows: Row[]): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    const first = await run({ events }, {}, 1);
    const items = [...new Set(events.map(([, item]) => item))]
      .sort()
      .map((item): [string, string] => [item, `category of ${item}`]);
    const second = await run({ events: events.toReversed(), items }, {}, 4);
    expect(first.length).toBeGreaterThan(1000);
    expect(hash(second)).toBe(hash(first));
  });
});
