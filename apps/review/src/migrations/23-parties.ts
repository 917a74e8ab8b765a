import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What came of a payer's and a payee's earlier cases is shown beside each case. */
export class Parties1764000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX cases_by_payer ON cases (payer_id, opened_at);
      CREATE INDEX cases_by_payee ON cases (payee_id, opened_at);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
