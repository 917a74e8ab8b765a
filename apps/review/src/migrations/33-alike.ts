import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Open cases of a payee are looked for at every change of the queue: not through all that it ever had. */
export class Alike1764000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX cases_open_by_payee ON cases (payee_id) WHERE status = 'open'`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
