import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Customers keep contacts, and let themselves be found. */
export class Contacts1764000000062 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contacts (
        id uuid PRIMARY KEY,
        owner text NOT NULL,
        name text NOT NULL,
        account_id uuid,
        handle text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((account_id IS NULL) <> (handle IS NULL))
      );
      CREATE INDEX contacts_by_owner ON contacts (owner, id);
      GRANT SELECT, INSERT, DELETE, UPDATE (name) ON contacts TO ${role};

      CREATE TABLE discovery (
        owner text PRIMARY KEY,
        account_id uuid,
        handle text UNIQUE,
        is_by_phone boolean NOT NULL DEFAULT false,
        phone_hmac bytea UNIQUE,
        CHECK (account_id IS NOT NULL OR handle IS NULL AND NOT is_by_phone)
      );
      COMMENT ON COLUMN discovery.account_id IS 'Where money comes that is sent to whoever was found';
      COMMENT ON COLUMN discovery.phone_hmac IS
        'HMAC-SHA256, with a key that is not in this database, of the SHA-256 of the number that the bank has verified';
      GRANT SELECT, INSERT, UPDATE ON discovery TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
