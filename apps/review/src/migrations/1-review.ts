import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '@paymo/messaging';

const role = 'paymo_review';

export class Review1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables(role));
    await runner.query(caseTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const caseTables = `
  CREATE TABLE cases (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL UNIQUE,
    payer_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    type text NOT NULL,
    score double precision NOT NULL,
    reasons json NOT NULL,
    model text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'released', 'rejected', 'expired')),
    occurred_at timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    reviewer text,
    note text,
    CHECK ((status = 'open') = (closed_at IS NULL))
  );
  CREATE INDEX cases_by_status ON cases (status, id);

  CREATE TABLE expired_payments (payment_id uuid PRIMARY KEY);
  COMMENT ON TABLE expired_payments IS 'A decision to hold may come after the end of its payment: it opens no case';
  GRANT SELECT, INSERT ON cases, expired_payments TO ${role};
  GRANT UPDATE (status, closed_at, reviewer, note) ON cases TO ${role};
`;
