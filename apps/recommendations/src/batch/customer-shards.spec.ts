import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { divideCustomers, type ShardStarts } from './customer-shards.js';

const hashOf = (id: string): string => createHash('md5').update(id).digest('hex');
const inOrder = Array.from({ length: 40 }, (_, index) => `customer ${index}`).sort((a, b) =>
  hashOf(a) < hashOf(b) ? -1 : 1,
);
/** All but those with the least and the greatest hashes, who come later. */
const first = inOrder.slice(4, 36);

describe('the shards of a run', () => {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });
  afterAll(() => {
    instance.closeSync();
  });

  async function divide(
    customers: readonly string[],
    starts?: ShardStarts,
  ): Promise<{ starts: ShardStarts; shards: Map<string, number> }> {
    const rows = customers.map((customer) => `('${customer}')`).join(', ');
    await connection.run(
      `CREATE OR REPLACE TABLE known_customers AS SELECT * FROM (VALUES ${rows}) c (customer_id)`,
    );
    const begun = await divideCustomers(connection, 8, starts);
    const reader = await connection.runAndReadAll('SELECT customer_id, shard FROM customers');
    const shards = new Map(reader.getRowsJS().map(([id, shard]) => [id as string, Number(shard)]));
    return { starts: begun, shards };
  }

  it('have as many customers each, in the order of the hash of their ids', async () => {
    const { shards } = await divide(first);
    expect(first.map((customer) => shards.get(customer))).toEqual(
      first.map((_, place) => Math.floor(place / 4)),
    );
  });

  it.each([
    ['have come before all others', [...inOrder.slice(0, 4), ...first]],
    ['have come behind all others', [...first, ...inOrder.slice(36)]],
    ['have gone', first.filter((_, place) => place % 3 !== 0)],
  ])('stay those of the run that broke off when customers %s', async (_, customers) => {
    const before = await divide(first);
    const after = await divide(customers, before.starts);
    expect(after.starts).toEqual(before.starts);
    expect(after.shards.size).toBe(customers.length);
    for (const [customer, shard] of after.shards) {
      const newcomers = inOrder.indexOf(customer) < 4 ? 0 : 7;
      expect(shard).toBe(before.shards.get(customer) ?? newcomers);
    }
  });

  it('are as many as there are customers when those are fewer', async () => {
    const { shards } = await divide(first.slice(0, 3));
    expect([...shards.values()].sort()).toEqual([0, 1, 2]);
  });
});
