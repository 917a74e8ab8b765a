import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What ISO 20022 messages say of the payments that they ask for. */
export class PaymentMessages1764000000091 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_messages (
        payment_id uuid PRIMARY KEY,
        message_id text NOT NULL,
        payment_information_id text NOT NULL,
        instruction_id text,
        end_to_end_id text NOT NULL CHECK (length(end_to_end_id) <= 35),
        uetr uuid NOT NULL,
        purpose text,
        debtor_name text,
        creditor_name text
      );
      GRANT SELECT, INSERT ON payment_messages TO paymo_gateway;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
