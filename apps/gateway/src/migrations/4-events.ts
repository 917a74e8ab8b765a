import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The history of payments becomes a feed that can be read from any place without gap or repetition: rows are
 * ordered by the transaction that wrote them, and a reader stops before the oldest one that still runs.
 */
export class Events1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payment_history
        ADD COLUMN transaction bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        ADD COLUMN sequence bigint GENERATED ALWAYS AS IDENTITY (CACHE 64);
      CREATE INDEX payment_history_feed ON payment_history (transaction, sequence);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
