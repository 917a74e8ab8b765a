import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** What became of the transfers that other services of the bank asked for: the answer to a request that comes again. */
export class Transfers1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE completed_transfers (
        transfer_id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('applied', 'refused')),
        moved_minor bigint NOT NULL CHECK (moved_minor >= 0 AND (outcome = 'applied') = (moved_minor > 0)),
        currency text NOT NULL,
        refusal text,
        completed_at timestamptz NOT NULL
      );
      GRANT SELECT, INSERT ON completed_transfers TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
