import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Holds get their legal clock, payers may cancel what has not settled, and payees may refund what has. */
export class HoldsAndRefunds1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(holdTables);
    await runner.query(refundTables);
    await runner.query(cancellation);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const holdTables = `
  CREATE TABLE holds (
    payment_id uuid PRIMARY KEY,
    established_at timestamptz NOT NULL,
    deadline_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN holds.deadline_at IS 'The end that the law sets; the payment expires some time before it';
  GRANT SELECT, INSERT ON holds TO ${role};
`;

const refundTables = `
  CREATE TABLE refunds (
    payment_id uuid PRIMARY KEY,
    original_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    key text NOT NULL UNIQUE,
    reserved_at timestamptz NOT NULL
  );
  CREATE INDEX refunds_by_original ON refunds (original_id);
  COMMENT ON TABLE refunds IS 'Payments that give back what another payment brought; their sum never passes it';
  GRANT SELECT, INSERT, UPDATE (reserved_at) ON refunds TO ${role};
`;

/** The conditions repeat payment-status.ts; a test compares the two. */
const cancellation = `
  DROP TRIGGER payments_transitions ON payments;
  CREATE TRIGGER payments_transitions BEFORE UPDATE ON payments FOR EACH ROW
    WHEN (NEW.version <> OLD.version + 1 OR NOT (
      OLD.status = 'submitted' AND NEW.status IN ('settled', 'held', 'declined', 'rejected', 'expired', 'cancelled')
      OR OLD.status = 'held' AND NEW.status IN ('settled', 'rejected', 'expired', 'cancelled')))
    EXECUTE FUNCTION refuse_transition();
`;
