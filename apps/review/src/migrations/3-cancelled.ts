import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payer may cancel a held payment: its case needs no verdict any more. */
export class Cancelled1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases DROP CONSTRAINT cases_status_check;
      ALTER TABLE cases ADD CONSTRAINT cases_status_check
        CHECK (status IN ('open', 'released', 'rejected', 'expired', 'cancelled'));
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
