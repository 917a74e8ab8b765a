import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payment may be held by rules, and although no model could score it. */
export class Unscored1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases ALTER COLUMN score DROP NOT NULL;
      ALTER TABLE cases ADD COLUMN rules json NOT NULL DEFAULT '[]';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
