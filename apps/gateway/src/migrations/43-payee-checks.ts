import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Accounts have holders, whose names payers may compare with the one they were told. */
export class PayeeChecks1764000000043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE accounts
        ADD COLUMN holder_name text,
        ADD COLUMN holder_kind text CHECK (holder_kind IN ('personal', 'business')),
        ADD COLUMN is_name_withheld boolean NOT NULL DEFAULT false,
        ADD CHECK ((holder_name IS NULL) = (holder_kind IS NULL));
      COMMENT ON COLUMN accounts.holder_name IS 'As the bank has established it; null for accounts of before';

      CREATE TABLE payee_checks (
        id uuid PRIMARY KEY,
        caller text NOT NULL,
        account_id uuid NOT NULL,
        stated_name text NOT NULL,
        stated_kind text NOT NULL,
        code text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX payee_checks_by_age ON payee_checks USING brin (created_at);
      GRANT SELECT, INSERT, DELETE ON payee_checks TO ${role};

      CREATE TABLE payment_evidence (
        payment_id uuid PRIMARY KEY,
        payee_check_id uuid
      );
      CREATE INDEX payment_evidence_by_payee_check ON payment_evidence (payee_check_id);
      COMMENT ON TABLE payment_evidence IS 'What the payer was told before they paid';
      GRANT SELECT, INSERT ON payment_evidence TO ${role};

      CREATE TABLE lookup_counters (
        subject text NOT NULL,
        purpose text NOT NULL,
        hour timestamptz NOT NULL,
        count integer NOT NULL,
        PRIMARY KEY (subject, purpose)
      );
      COMMENT ON TABLE lookup_counters IS 'How often somebody asked about others in an hour, over all instances';
      GRANT SELECT, INSERT, UPDATE ON lookup_counters TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
