import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Items may be for customers of an age; credit is for adults. */
export class Ages1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customers ADD COLUMN born_on date;
      ALTER TABLE items ADD COLUMN age_min integer NOT NULL DEFAULT 0 CHECK (age_min >= 0);
      UPDATE items SET age_min = 18 WHERE is_credit;
      ALTER TABLE items ADD CONSTRAINT items_credit_is_for_adults CHECK (NOT is_credit OR age_min >= 18);
      CREATE FUNCTION age_of(born_on date) RETURNS integer STABLE LANGUAGE sql
        RETURN coalesce(extract(year FROM age(current_date, born_on))::integer, 0);
      COMMENT ON FUNCTION age_of IS 'Full years; 0 of whom it is not known, so that nothing with an age is offered';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
