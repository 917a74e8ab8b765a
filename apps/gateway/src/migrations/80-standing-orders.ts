import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Payments that customers want every week or month. */
export class StandingOrders1764000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE standing_orders (
        id uuid PRIMARY KEY,
        key text NOT NULL UNIQUE,
        fingerprint text NOT NULL,
        owner text NOT NULL,
        payer_id uuid NOT NULL,
        payee_id uuid NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        reference text,
        every text NOT NULL CHECK (every IN ('weekly', 'monthly')),
        first_on date NOT NULL,
        last_on date CHECK (last_on >= first_on),
        next_on date NOT NULL,
        asked integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'ended', 'cancelled')),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX standing_orders_by_owner ON standing_orders (owner, id);
      CREATE INDEX standing_orders_due ON standing_orders (next_on, id) WHERE status = 'active';
      GRANT SELECT, INSERT, UPDATE (asked, failures, next_on, status) ON standing_orders TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
