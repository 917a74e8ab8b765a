import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases whose payments came from one device or address belong together, whoever paid. */
export class Origins1764000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases ADD COLUMN device_id text, ADD COLUMN ip_address text;
      CREATE INDEX cases_by_device ON cases (device_id, opened_at) WHERE device_id IS NOT NULL;
      CREATE INDEX cases_by_address ON cases (ip_address, opened_at) WHERE ip_address IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
