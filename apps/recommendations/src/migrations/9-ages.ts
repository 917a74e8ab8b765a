import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Items may be for customers of an age. That credit is for adults follows from what an item is: services of the version
 * before give no age.
 */
export class Ages1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customers ADD COLUMN born_on date;
      ALTER TABLE items ADD COLUMN age_min integer NOT NULL DEFAULT 0 CHECK (age_min >= 0);
      ALTER TABLE items ADD COLUMN age_from integer NOT NULL
        GENERATED ALWAYS AS (CASE WHEN is_credit THEN greatest(age_min, 18) ELSE age_min END) STORED;
      COMMENT ON COLUMN items.age_from IS 'Full years from which on the item may be offered; age_min is what was given';
      CREATE FUNCTION age_of(born_on date) RETURNS integer STABLE LANGUAGE sql
        RETURN coalesce(extract(year FROM age(current_date, born_on))::integer, 0);
      COMMENT ON FUNCTION age_of IS 'Full years; 0 of whom it is not known, so that nothing with an age is offered';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
