import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** What payers were warned of before they paid, and what they acknowledged. */
export class Quotes1764000000044 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_quotes (
        id uuid PRIMARY KEY,
        caller text NOT NULL,
        payer_id uuid NOT NULL,
        payee_id uuid NOT NULL,
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        purpose text NOT NULL,
        band text NOT NULL CHECK (band IN ('low', 'medium', 'high')),
        warning text,
        acknowledgement_id uuid CHECK ((acknowledgement_id IS NOT NULL) = (band = 'high')),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX payment_quotes_by_age ON payment_quotes USING brin (created_at);
      GRANT SELECT, INSERT, DELETE ON payment_quotes TO ${role};

      ALTER TABLE payment_evidence ADD COLUMN quote_id uuid, ADD COLUMN acknowledgement_id uuid;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
