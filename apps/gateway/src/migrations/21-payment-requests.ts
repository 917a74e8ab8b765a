import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** People ask each other for money. */
export class PaymentRequests1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_requests (
        id uuid PRIMARY KEY,
        requester text NOT NULL,
        payee_id uuid NOT NULL,
        payer text NOT NULL,
        payer_id uuid NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        reference text,
        creation_key text NOT NULL UNIQUE,
        fingerprint bytea NOT NULL,
        closed_as text CHECK (closed_as IN ('declined', 'cancelled')),
        reminders smallint NOT NULL DEFAULT 0,
        reminded_at timestamptz,
        payment_id uuid,
        payment_key text,
        reserved_at timestamptz,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX payment_requests_by_requester ON payment_requests (requester, id);
      CREATE INDEX payment_requests_by_payer ON payment_requests (payer, id);
      COMMENT ON COLUMN payment_requests.payment_id IS 'The last payment that was begun for it; it may have come to nothing';
      GRANT SELECT, INSERT ON payment_requests TO ${role};
      GRANT UPDATE (closed_as, reminders, reminded_at, payment_id, payment_key, reserved_at) ON payment_requests TO ${role};

      CREATE TABLE blocked_people (
        id uuid PRIMARY KEY,
        owner text NOT NULL,
        blocked text NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (owner, blocked)
      );
      COMMENT ON COLUMN blocked_people.name IS 'As the account of the request was called that led to the block';
      GRANT SELECT, INSERT, DELETE ON blocked_people TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
