import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Customers have the steps of their payments sent to addresses of theirs. */
export class Webhooks1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoints (
        id uuid PRIMARY KEY,
        owner text NOT NULL,
        url text NOT NULL,
        event_types text[] NOT NULL,
        secret text NOT NULL,
        previous_secret text,
        previous_secret_until timestamptz,
        disabled_because text CHECK (disabled_because IN ('owner', 'failures', 'gone')),
        failing_since timestamptz,
        created_in bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX webhook_endpoints_by_owner ON webhook_endpoints (owner, id);
      COMMENT ON COLUMN webhook_endpoints.event_types IS 'Empty for all';
      COMMENT ON COLUMN webhook_endpoints.created_in IS 'The transaction after which steps are told';
      COMMENT ON COLUMN webhook_endpoints.failing_since IS 'First failure since the last success';
      GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoints TO ${role};

      CREATE TABLE webhook_deliveries (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL REFERENCES webhook_endpoints,
        event_id text NOT NULL,
        event_type text NOT NULL,
        body text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz DEFAULT now(),
        delivered_at timestamptz,
        last_status smallint,
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (endpoint_id, event_id)
      );
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id);
      CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries USING brin (created_at);
      COMMENT ON COLUMN webhook_deliveries.due_at IS 'Next attempt; while one runs, when it counts as lost; null at the end';
      GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_deliveries TO ${role};

      CREATE TABLE webhook_feed_position (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        transaction bigint NOT NULL,
        sequence bigint NOT NULL
      );
      COMMENT ON TABLE webhook_feed_position IS 'The last step of a payment whose deliveries were written';
      INSERT INTO webhook_feed_position (transaction, sequence) VALUES (pg_current_xact_id()::text::bigint, 0);
      GRANT SELECT, UPDATE ON webhook_feed_position TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
