import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Owners freeze their accounts and limit what leaves them. Only accounts with a row here are counted. */
export class AccountControls1764000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_controls (
        account_id uuid PRIMARY KEY,
        is_frozen boolean NOT NULL DEFAULT false,
        per_payment_minor bigint CHECK (per_payment_minor >= 0),
        per_day_minor bigint CHECK (per_day_minor >= 0),
        per_month_minor bigint CHECK (per_month_minor >= 0),
        spent_on date NOT NULL,
        spent_day_minor bigint NOT NULL CHECK (spent_day_minor >= 0),
        spent_month_minor bigint NOT NULL CHECK (spent_month_minor >= 0)
      ) WITH (fillfactor = 70);
      COMMENT ON TABLE account_controls IS 'Written by those alone who hold the lock of the account in ledger_accounts';
      COMMENT ON COLUMN account_controls.spent_on IS 'The day, and with it the month, that the sums are of; UTC';
      GRANT SELECT, INSERT, UPDATE ON account_controls TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
