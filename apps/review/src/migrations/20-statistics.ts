import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statistics ask for stretches of time, in which few of all cases opened or closed. */
export class Statistics1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX cases_by_closing ON cases (closed_at) WHERE closed_at IS NOT NULL;
      CREATE INDEX cases_by_opening ON cases (opened_at);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
