import type { DuckDBConnection } from '@duckdb/node-api';

/** Whom similarities are learnt from, and of each how many items: all of a large bank would cost more than the lists themselves. */
const customersMax = 10_000;
const itemsMax = 100;
/** Of one item. */
const neighboursMax = 100;

/**
 * Makes the table `similar_lists (customer_id, item_id, place)` of everybody in the table `judged`, from the table `had`:
 * items that go with what a customer had, by the Jaccard similarity of the items' customers, and that the customer had not.
 * That is SAR of Microsoft's Recommenders without the decay of affinities, the baseline that published tables begin with.
 */
export async function noteSimilarLists(connection: DuckDBConnection, length: number): Promise<void> {
  for (const [table, select] of Object.entries(steps(length)))
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${select}`);
}

const steps = (length: number): Record<string, string> => ({
  had_numbers: `
    SELECT CAST(dense_rank() OVER (ORDER BY customer_id) AS INTEGER) AS customer,
      CAST(dense_rank() OVER (ORDER BY item_id) AS INTEGER) AS item, customer_id, item_id
    FROM had WHERE customer_id IN (
      SELECT customer_id FROM judged UNION
      (SELECT customer_id FROM (SELECT DISTINCT customer_id FROM had) ORDER BY hash(customer_id), customer_id LIMIT ${customersMax}))`,
  similar_items: `
    WITH kept AS (
      SELECT customer, item FROM had_numbers
      QUALIFY row_number() OVER (PARTITION BY customer ORDER BY hash(item_id), item) <= ${itemsMax}
    ),
    counted AS (SELECT item, count(*) AS customers FROM kept GROUP BY item),
    common AS (
      SELECT a.item, b.item AS other, count(*) AS shared
      FROM kept a JOIN kept b ON a.customer = b.customer AND a.item <> b.item GROUP BY a.item, b.item
    )
    SELECT c.item, c.other,
      CAST(round(1000000 * c.shared / CAST(i.customers + o.customers - c.shared AS DOUBLE)) AS BIGINT) AS similarity_micro
    FROM common c JOIN counted i ON i.item = c.item JOIN counted o ON o.item = c.other
    QUALIFY row_number() OVER (PARTITION BY c.item ORDER BY similarity_micro DESC, c.other) <= ${neighboursMax}`,
  similar_lists: `
    WITH scored AS (
      SELECT h.customer, h.customer_id, s.other AS item, sum(s.similarity_micro) AS strength
      FROM had_numbers h JOIN judged USING (customer_id) JOIN similar_items s ON s.item = h.item
      GROUP BY h.customer, h.customer_id, s.other
    ),
    named AS (SELECT DISTINCT item, item_id FROM had_numbers)
    SELECT s.customer_id, n.item_id, row_number() OVER (PARTITION BY s.customer ORDER BY s.strength DESC, s.item) AS place
    FROM scored s JOIN named n ON n.item = s.item
    ANTI JOIN had_numbers h ON h.customer = s.customer AND h.item = s.item
    QUALIFY place <= ${length}`,
});
