import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Loans and what customers do with recommendations are collected beside payments. */
export class LoansAndClicks1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE collected_events ADD COLUMN kind text NOT NULL DEFAULT 'payment'
        CHECK (kind IN ('payment', 'loan', 'shown', 'opened', 'dismissed', 'taken'));
      INSERT INTO items (id, title, category, is_credit, is_withdrawn)
      VALUES ('small-loan', 'Small loan', 'credit', true, false) ON CONFLICT DO NOTHING;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
