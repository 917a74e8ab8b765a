import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database, Statement } from '@paymo/platform';
import { usualBatchSettings } from '@paymo/recommendation';

/** A page of an input, each row as a JSON text, after a key. */
interface Input {
  readonly table: string;
  readonly columns: string;
  readonly statement: Statement;
}

const pageRows = 20_000;

const inputs: readonly Input[] = [
  {
    table: 'catalogue',
    columns:
      'item_id VARCHAR, title VARCHAR, category VARCHAR, is_credit BOOLEAN, age_min INTEGER, is_withdrawn BOOLEAN',
    statement: page(
      'read_items',
      'id',
      'id AS item_id, title, category, is_credit, age_from AS age_min, is_withdrawn',
      'items',
    ),
  },
  {
    table: 'known_customers',
    columns: `customer_id VARCHAR, segment VARCHAR, has_consent BOOLEAN, is_suppressed BOOLEAN, is_in_arrears BOOLEAN,
      is_vulnerable BOOLEAN, is_affordable BOOLEAN, age INTEGER`,
    statement: page(
      'read_customers',
      'id::text',
      `id AS customer_id, segment, has_consent, is_suppressed, is_in_arrears, is_vulnerable, is_affordable,
       age_of(born_on) AS age`,
      'customers',
    ),
  },
  {
    table: 'declines',
    columns: 'customer_id VARCHAR, item_id VARCHAR, declined_at_ms BIGINT',
    statement: page(
      'read_declines',
      'id::text',
      'customer_id, item_id, (extract(epoch FROM occurred_at) * 1000)::bigint AS declined_at_ms',
      "feedback WHERE kind = 'dismissed'",
    ),
  },
  // Those alone that reach the cap: each page counts anew, and most customers saw something of late.
  {
    table: 'exposures',
    columns: 'customer_id VARCHAR, item_id VARCHAR, shown BIGINT',
    statement: page(
      'read_exposures',
      'key',
      'customer_id, item_id, shown',
      `(SELECT customer_id, item_id, count(*) AS shown, customer_id || ' ' || item_id AS key
        FROM feedback WHERE kind = 'shown' GROUP BY customer_id, item_id
        HAVING count(*) >= ${usualBatchSettings.exposuresMax}) counted`,
    ),
  },
];

/**
 * Fills DuckDB with what the batch reads, next to a table `events` that is there already, and beside it, when what was
 * learnt is kept, the learnt tables. Items are the catalogue and
 * the shops that it does not name; the withdrawn are left out. The customers in `known_customers` are those that are known
 * here: nobody else has consented to anything.
 */
export async function loadInputs(
  connection: DuckDBConnection,
  database: Database,
  isLearnt: boolean,
): Promise<void> {
  const paid = "SELECT item_id FROM events WHERE kind = 'payment'";
  const shops = isLearnt ? `${paid} UNION SELECT item_id FROM past_items WHERE payments > 0` : paid;
  for (const input of inputs) await copy(connection, database, input);
  await connection.run(`
    CREATE OR REPLACE TABLE items AS
    SELECT item_id, CAST(row_number() OVER (ORDER BY item_id) - 1 AS INTEGER) AS item_number, title, category, is_credit,
      age_min
    FROM (
      SELECT item_id, title, category, is_credit, age_min FROM catalogue WHERE NOT is_withdrawn
      UNION ALL
      SELECT DISTINCT item_id, 'shop ' || right(item_id, 6), 'shop ' || right(item_id, 1), false, 0 FROM (${shops}) paid
      WHERE item_id NOT IN (SELECT item_id FROM catalogue)
    ) all_items`);
}

async function copy(connection: DuckDBConnection, database: Database, input: Input): Promise<void> {
  const { table, columns, statement } = input;
  await connection.run(`CREATE OR REPLACE TABLE ${table} (${columns})`);
  const names = columns.split(',').map((column) => column.trim());
  const structure = JSON.stringify([Object.fromEntries(names.map((name) => name.split(' ')))]);
  for (let after = ''; ;) {
    const [found] = await database.query<{ rows: string | null; last: string | null }>(statement, [
      after,
      pageRows,
    ]);
    if (found?.rows == null || found.last === null) return;
    await connection.run(
      `INSERT INTO ${table} SELECT unnest(from_json($1::JSON, '${structure}'), recursive := true)`,
      [found.rows],
    );
    after = found.last;
  }
}

function page(name: string, key: string, columns: string, from: string): Statement {
  const where = from.includes('WHERE kind =') && !from.startsWith('(') ? 'AND' : 'WHERE';
  return {
    name,
    text: `
      SELECT json_agg(p)::text AS rows, max(p.page_key) AS last FROM (
        SELECT ${key} AS page_key, ${columns} FROM ${from} ${where} ${key} > $1 ORDER BY ${key} LIMIT $2) p`,
  };
}
