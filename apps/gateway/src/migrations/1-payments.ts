import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ledgerTables } from '@paymo/ledger';
import { messagingTables } from '@paymo/messaging';

const role = 'paymo_gateway';

export class Payments1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ledgerTables(role));
    await runner.query(messagingTables(role));
    await runner.query(paymentTables);
    await runner.query(paymentGuards);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const paymentTables = `
  CREATE TABLE accounts (
    id uuid PRIMARY KEY REFERENCES ledger_accounts,
    name text NOT NULL,
    opened_at timestamptz NOT NULL
  );

  CREATE TABLE payments (
    id uuid PRIMARY KEY,
    payer_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    type text NOT NULL,
    reference text,
    status text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    idempotency_key text NOT NULL,
    occurred_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    traceparent text
  ) WITH (fillfactor = 85);
  CREATE INDEX payments_by_payer ON payments (payer_id, id);
  CREATE INDEX payments_by_payee ON payments (payee_id, id);
  COMMENT ON COLUMN payments.id IS 'Also the id of the pending ledger transfer that reserves the money';

  CREATE TABLE open_payments (
    payment_id uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
  );
  COMMENT ON TABLE open_payments IS 'Deadlines of payments that are not final; apart, so that payments keep cheap updates';

  CREATE TABLE payment_history (
    payment_id uuid NOT NULL,
    version integer NOT NULL,
    from_status text,
    to_status text NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (payment_id, version)
  );

  CREATE TABLE idempotency_keys (
    key text PRIMARY KEY,
    fingerprint bytea NOT NULL,
    payment_id uuid NOT NULL,
    answer_status smallint,
    answer_body text,
    created_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 50);
  CREATE INDEX idempotency_keys_by_age ON idempotency_keys USING brin (created_at);

  GRANT SELECT, INSERT ON accounts, payments, payment_history TO ${role};
  GRANT UPDATE (status, version, updated_at) ON payments TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON open_payments, idempotency_keys TO ${role};
`;

/**
 * The database's copy of the transition table in payment-status.ts. The conditions are plain expressions, so that
 * a legal change costs next to nothing; the function runs only to refuse.
 */
const paymentGuards = `
  CREATE FUNCTION refuse_transition() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'illegal payment transition of % to %, version %', NEW.id, NEW.status, NEW.version; END $$;
  CREATE TRIGGER payments_transitions BEFORE UPDATE ON payments FOR EACH ROW
    WHEN (NEW.version <> OLD.version + 1 OR NOT (
      OLD.status = 'submitted' AND NEW.status IN ('settled', 'held', 'declined', 'rejected', 'expired')
      OR OLD.status = 'held' AND NEW.status IN ('settled', 'rejected', 'expired')))
    EXECUTE FUNCTION refuse_transition();
  CREATE TRIGGER payments_start BEFORE INSERT ON payments FOR EACH ROW
    WHEN (NEW.status NOT IN ('submitted', 'failed') OR NEW.version <> 1)
    EXECUTE FUNCTION refuse_transition();

  CREATE TRIGGER payment_history_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
