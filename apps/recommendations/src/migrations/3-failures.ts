import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run that broke off with an error says why. */
export class Failures1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE generations ADD COLUMN failure text');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
