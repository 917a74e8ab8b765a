import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payees that customers have signed for once, and claims whose large reimbursement waits for a second person. */
export class TrustedPayees1764000000092 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE trusted_payees (
        owner text NOT NULL,
        account_id uuid NOT NULL,
        signed_at timestamptz NOT NULL,
        device_key_id uuid NOT NULL,
        removed_at timestamptz,
        PRIMARY KEY (owner, account_id)
      );
      COMMENT ON COLUMN trusted_payees.signed_at IS 'Only a later signature counts again after removal';
      GRANT SELECT, INSERT, UPDATE ON trusted_payees TO paymo_gateway;

      CREATE TABLE claim_proposals (
        claim_id uuid PRIMARY KEY,
        proposed_by text NOT NULL,
        proposed_at timestamptz NOT NULL,
        decision jsonb NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE ON claim_proposals TO paymo_gateway;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
