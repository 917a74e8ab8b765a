import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entries of an account are found by its side of what was moved, in the order of time; reservations are none. */
export class Statements1764000000041 implements MigrationInterface {
  /** The ledger can be written while the indexes are built. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const side of ['debit', 'credit']) {
      const name = `ledger_entries_by_${side}`;
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`
        CREATE INDEX CONCURRENTLY ${name} ON ledger_transfers (${side}_account_id, created_at, id)
        WHERE kind IN ('direct', 'post')`);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
