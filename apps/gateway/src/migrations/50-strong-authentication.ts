import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Customers register keys of their devices, and sign with them the payments that are not exempt. */
export class StrongAuthentication1764000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(authenticationTables);
    await runner.query(requiredActions);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const authenticationTables = `
  CREATE TABLE device_keys (
    id uuid PRIMARY KEY,
    owner text NOT NULL,
    name text NOT NULL,
    algorithm text NOT NULL CHECK (algorithm IN ('ES256', 'EdDSA')),
    public_key jsonb NOT NULL,
    thumbprint text NOT NULL,
    approved_by uuid,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    UNIQUE (owner, thumbprint)
  );
  COMMENT ON COLUMN device_keys.thumbprint IS 'RFC 7638; one that was revoked never comes back';
  GRANT SELECT, INSERT, UPDATE (revoked_at) ON device_keys TO ${role};

  CREATE TABLE payer_authentication (
    owner text PRIMARY KEY,
    key_count integer NOT NULL DEFAULT 0 CHECK (key_count >= 0),
    registrations integer NOT NULL DEFAULT 0,
    exempted_count integer NOT NULL DEFAULT 0,
    exempted_minor bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 70);
  COMMENT ON COLUMN payer_authentication.exempted_count IS 'Payments of low value since the last strong authentication';
  GRANT SELECT, INSERT, UPDATE ON payer_authentication TO ${role};

  CREATE TABLE payment_authentications (
    payment_id uuid PRIMARY KEY,
    owner text NOT NULL,
    exemption text,
    challenge_id uuid,
    expires_at timestamptz,
    wrong_tries integer NOT NULL DEFAULT 0,
    device_key_id uuid,
    device_id text,
    client_address text,
    CHECK ((exemption IS NULL) = (challenge_id IS NOT NULL) AND (challenge_id IS NULL) = (expires_at IS NULL))
  );
  GRANT SELECT, INSERT, UPDATE (wrong_tries, device_key_id) ON payment_authentications TO ${role};
`;

/** The conditions repeat payment-status.ts; a test compares the two. */
const requiredActions = `
  DROP TRIGGER payments_transitions ON payments;
  CREATE TRIGGER payments_transitions BEFORE UPDATE ON payments FOR EACH ROW
    WHEN (NEW.version <> OLD.version + 1 OR NOT (
      OLD.status = 'submitted' AND NEW.status IN ('settled', 'held', 'declined', 'rejected', 'expired', 'cancelled')
      OR OLD.status = 'held' AND NEW.status IN ('settled', 'rejected', 'expired', 'cancelled')
      OR OLD.status = 'requires_action' AND NEW.status IN ('submitted', 'failed', 'expired', 'cancelled')))
    EXECUTE FUNCTION refuse_transition();
  DROP TRIGGER payments_start ON payments;
  CREATE TRIGGER payments_start BEFORE INSERT ON payments FOR EACH ROW
    WHEN (NEW.status NOT IN ('requires_action', 'submitted', 'failed') OR NEW.version <> 1)
    EXECUTE FUNCTION refuse_transition();
`;
