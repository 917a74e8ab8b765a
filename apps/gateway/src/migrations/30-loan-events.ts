import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** What happened to customers' loans, as lending tells it; in the order of the feed, like the history of payments. */
export class LoanEvents1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE loan_events (
        event_id uuid PRIMARY KEY,
        loan_id uuid NOT NULL,
        account_id uuid NOT NULL,
        change text NOT NULL,
        status text NOT NULL,
        at timestamptz NOT NULL,
        transaction bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        sequence bigint GENERATED ALWAYS AS IDENTITY (CACHE 64)
      );
      CREATE INDEX loan_events_feed ON loan_events (transaction, sequence);
      CREATE INDEX loan_events_by_account ON loan_events (account_id, transaction, sequence);
      GRANT SELECT, INSERT ON loan_events TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
