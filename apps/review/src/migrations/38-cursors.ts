import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_review';

/** A key that the instances share, and that no person knows, signs the cursors of the queue. */
export class Cursors1764000000038 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE signing_keys (
        purpose text PRIMARY KEY,
        key bytea NOT NULL
      );
      GRANT SELECT ON signing_keys TO ${role};
    `);
    await runner.query('INSERT INTO signing_keys (purpose, key) VALUES ($1, $2)', [
      'cursors',
      randomBytes(32),
    ]);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
