import pg from 'pg';

/** Cases of payments that do not exist: to be listed, claimed and judged, but they move no money. */
const insertCases = `
  INSERT INTO review.cases (id, payment_id, payer_id, payee_id, amount_minor, currency, type, score, reasons, model,
    occurred_at, opened_at, deadline_at, status)
  SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 100 + (random() * 900000)::bigint,
    'GBP', 'transfer', random(), '[]', 'seeded', now(), now(), current_date + 1 + (n % 7), 'open'
  FROM generate_series(1, $1::integer) AS n`;

/**
 * Puts open cases into the queue, for figures under load.
 *
 * @param adminUrl of a database that is not a real bank's
 */
export async function seedCases(adminUrl: string, items: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(insertCases, [items]);
    await client.query('ANALYZE review.cases');
  } finally {
    await client.end();
  }
}
