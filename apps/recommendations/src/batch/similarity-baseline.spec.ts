import { describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { noteSimilarLists } from './similarity-baseline.js';

const had = {
  ann: ['bread', 'milk'],
  bob: ['bread', 'milk', 'tea'],
  cem: ['bread', 'tea'],
  dan: ['milk'],
  eve: ['bread', 'honey'],
};

describe('the lists of SAR', () => {
  it('are what goes with what a customer had, by common customers over all customers of either item', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows = Object.entries(had).flatMap(([customer, items]) =>
      items.map((item) => `('${customer}', '${item}')`),
    );
    await connection.run(
      `CREATE TABLE had AS SELECT * FROM (VALUES ${rows.join(', ')}) h (customer_id, item_id)`,
    );
    await connection.run(
      `CREATE TABLE judged AS SELECT * FROM (VALUES ('ann'), ('dan'), ('zoe')) j (customer_id)`,
    );
    await noteSimilarLists(connection, 2);
    const lists = await connection.runAndReadAll(
      'SELECT customer_id, item_id FROM similar_lists ORDER BY customer_id, place',
    );
    // Dan: bread 2 / (3 + 4 - 2), tea 1 / (3 + 2 - 1). Ann: tea 2 / 4 + 1 / 4, honey 1 / 4.
    expect(lists.getRowsJS()).toEqual([
      ['ann', 'tea'],
      ['ann', 'honey'],
      ['dan', 'bread'],
      ['dan', 'tea'],
    ]);
    const strongest = await connection.runAndReadAll(
      'SELECT DISTINCT similarity_micro FROM similar_items ORDER BY 1 DESC',
    );
    expect(strongest.getRowsJS().map(([micro]) => Number(micro))).toEqual([500_000, 400_000, 250_000]);
    instance.closeSync();
  });
});
