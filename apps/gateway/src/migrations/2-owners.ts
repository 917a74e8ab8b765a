import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts belong to somebody: the subject of their tokens. The bank's own belong to nobody. */
export class Owners1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts ADD COLUMN owner text;
      CREATE INDEX accounts_by_owner ON accounts (owner, id);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
