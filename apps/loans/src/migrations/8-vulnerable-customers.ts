import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers of whom the staff knows that harm would come to them more easily than to others. */
export class VulnerableCustomers1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customers ADD COLUMN is_vulnerable boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN customers.is_vulnerable IS 'What they have missed is left to people, and not collected by itself';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
