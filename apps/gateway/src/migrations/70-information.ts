import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** What analysts ask payers about held payments; in the order of the feed, like the history of payments. */
export class Information1764000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE information_requests (
        id uuid PRIMARY KEY,
        payment_id uuid NOT NULL REFERENCES payments,
        version integer NOT NULL,
        status text NOT NULL,
        question text NOT NULL,
        asked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        answer text,
        answered_at timestamptz,
        transaction bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        sequence bigint NOT NULL DEFAULT nextval('payment_history_sequence_seq'),
        CHECK ((answer IS NULL) = (answered_at IS NULL))
      );
      CREATE INDEX information_requests_by_payment ON information_requests (payment_id, id);
      CREATE INDEX information_requests_feed ON information_requests (transaction, sequence);
      COMMENT ON COLUMN information_requests.sequence IS 'Shared with the history, so that no two steps have one place';
      COMMENT ON COLUMN information_requests.version IS 'Of the payment, when it was asked about';
      GRANT SELECT, INSERT ON information_requests TO ${role};
      GRANT UPDATE (answer, answered_at) ON information_requests TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
