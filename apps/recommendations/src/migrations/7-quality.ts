import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run judges the lists that were read before it. */
export class Quality1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE generations ADD COLUMN quality json;
      COMMENT ON COLUMN generations.quality IS 'How the lists read before it did on what customers chose since they were made';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
