import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '@paymo/messaging';

const role = 'paymo_recommendations';

export class Recommendations1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables(role));
    await runner.query(collectionTables);
    await runner.query(generationTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const collectionTables = `
  CREATE TABLE collected_events (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    item_id text NOT NULL,
    occurred_at timestamptz NOT NULL
  );
  COMMENT ON TABLE collected_events IS 'What has arrived since the last run wrote it to Parquet';
  CREATE INDEX collected_events_by_customer ON collected_events (customer_id);

  CREATE TABLE items (
    id text PRIMARY KEY,
    title text NOT NULL,
    category text NOT NULL,
    is_credit boolean NOT NULL,
    is_withdrawn boolean NOT NULL
  );
  COMMENT ON TABLE items IS 'The catalogue; a shop that it does not name is an item all the same, by its account';

  CREATE TABLE customers (
    id uuid PRIMARY KEY,
    segment text NOT NULL DEFAULT '-',
    has_consent boolean NOT NULL DEFAULT false,
    is_suppressed boolean NOT NULL DEFAULT false,
    is_in_arrears boolean NOT NULL DEFAULT false,
    is_vulnerable boolean NOT NULL DEFAULT false,
    is_affordable boolean NOT NULL DEFAULT false,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
  );
  COMMENT ON TABLE customers IS 'What must be known to offer anything; who is not here has consented to nothing';

  CREATE TABLE erasures (customer_id uuid PRIMARY KEY, erased_at timestamptz NOT NULL, swept_at timestamptz);
  COMMENT ON TABLE erasures IS 'Whose events must leave the Parquet files; swept once a run has rewritten them';

  GRANT SELECT, INSERT, UPDATE, DELETE ON collected_events, items, customers, erasures TO ${role};
`;

const generationTables = `
  CREATE TABLE generations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    as_of timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'ready', 'failed', 'rolled_back')),
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    shards integer NOT NULL,
    checks json NOT NULL DEFAULT '[]',
    table_hash text
  );
  CREATE TABLE generation_shards (
    generation_id bigint NOT NULL,
    shard integer NOT NULL,
    table_hash text NOT NULL,
    PRIMARY KEY (generation_id, shard)
  );
  CREATE TABLE recommendations (
    generation_id bigint NOT NULL,
    customer_id uuid NOT NULL,
    place integer NOT NULL,
    item_id text NOT NULL,
    title text NOT NULL,
    category text NOT NULL,
    is_credit boolean NOT NULL,
    score_micro bigint NOT NULL,
    source text NOT NULL,
    because_item_id text,
    reason text NOT NULL,
    PRIMARY KEY (generation_id, customer_id, place)
  );
  CREATE INDEX recommendations_by_customer ON recommendations (customer_id);

  CREATE TABLE current_generation (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), generation_id bigint NOT NULL);
  COMMENT ON TABLE current_generation IS 'The one row that is read; moved in one statement, so that no reader sees half a swap';

  CREATE TABLE run_lease (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), holder uuid NOT NULL, until timestamptz NOT NULL);
  INSERT INTO run_lease VALUES (true, '00000000-0000-0000-0000-000000000000', 'epoch');

  CREATE TABLE feedback (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL,
    item_id text NOT NULL,
    generation_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('shown', 'opened', 'dismissed', 'taken')),
    placement text NOT NULL,
    occurred_at timestamptz NOT NULL
  );
  CREATE INDEX feedback_by_customer ON feedback (customer_id, item_id, kind);

  GRANT SELECT, INSERT, UPDATE, DELETE ON generations, generation_shards, recommendations, current_generation,
    run_lease, feedback TO ${role};
`;
