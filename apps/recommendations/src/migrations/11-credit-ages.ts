import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * That credit is for adults follows from what an item is: a check refused the items of services that were still of the
 * version before ages, which give none.
 */
export class CreditAges1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE items DROP CONSTRAINT items_credit_is_for_adults,
        ADD COLUMN age_from integer NOT NULL
          GENERATED ALWAYS AS (CASE WHEN is_credit THEN greatest(age_min, 18) ELSE age_min END) STORED;
      COMMENT ON COLUMN items.age_from IS 'Full years from which on the item may be offered; age_min is what was given';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
