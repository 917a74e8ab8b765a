import type { DuckDBConnection } from '@duckdb/node-api';
import { shardExpression } from '@paymo/recommendation';

/** The least hash of a customer's id in each shard that has any customers, in order: where the shards begin. */
export type ShardStarts = readonly string[];

/**
 * Makes the table `customers` of the table `known_customers`, each in a shard: as many in each as in the others when the
 * run began. One that is taken up begins its shards where they began: were they counted out anew, whoever came or went
 * in between would move others out of a shard that is still to be written, or into it out of one that has been.
 *
 * @param starts of the run that is taken up
 * @returns where the shards begin
 */
export async function divideCustomers(
  connection: DuckDBConnection,
  shards: number,
  starts: ShardStarts | undefined,
): Promise<ShardStarts> {
  const begun = starts ?? (await countOut(connection, shards));
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE shard_starts AS
     SELECT CAST(row_number() OVER (ORDER BY start) - 1 AS INTEGER) AS shard, start
     FROM (SELECT unnest(from_json($1::JSON, '["VARCHAR"]')) AS start)`,
    [JSON.stringify(begun)],
  );
  await connection.run(`
    CREATE OR REPLACE TABLE customers AS
    SELECT k.*, coalesce(s.shard, 0) AS shard
    FROM known_customers k ASOF LEFT JOIN shard_starts s ON md5(k.customer_id) >= s.start`);
  return begun;
}

async function countOut(connection: DuckDBConnection, shards: number): Promise<string[]> {
  const reader = await connection.runAndReadAll(`
    SELECT min(md5(customer_id)) AS start
    FROM (SELECT customer_id, ${shardExpression('customer_id', shards)} AS shard FROM known_customers)
    GROUP BY shard ORDER BY start`);
  return reader.getRowsJS().flatMap(([start]) => (typeof start === 'string' ? [start] : []));
}
