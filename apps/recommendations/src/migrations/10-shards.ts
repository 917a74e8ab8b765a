import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run that is taken up gives its customers to the shards that it gave them to at first. */
export class Shards1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE generations ADD COLUMN shard_starts text[];
      COMMENT ON COLUMN generations.shard_starts IS 'The least hash of a customer in each shard that has any, in their order';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
