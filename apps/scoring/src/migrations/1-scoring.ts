import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '@paymo/messaging';

const role = 'paymo_scoring';

export class Scoring1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables(role));
    await runner.query(scoringTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const scoringTables = `
  CREATE TABLE entity_states (
    id uuid PRIMARY KEY,
    state json NOT NULL
  ) WITH (fillfactor = 60);
  COMMENT ON TABLE entity_states IS 'What the features remember: by account id, and by pair key for payer and payee';

  CREATE TABLE decisions (
    payment_id uuid PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    outcome text NOT NULL CHECK (outcome IN ('approve', 'hold', 'decline')),
    score double precision NOT NULL,
    vector double precision[] NOT NULL,
    reasons json NOT NULL,
    model text NOT NULL,
    policy text NOT NULL,
    catalogue_version integer NOT NULL,
    payment json NOT NULL,
    decided_at timestamptz NOT NULL
  );
  COMMENT ON COLUMN decisions.sequence IS 'The order in which entity states changed: replaying in it gives the same vectors';
  COMMENT ON COLUMN decisions.payment IS 'The facts that were decided on';

  CREATE TABLE labels (
    payment_id uuid NOT NULL,
    source text NOT NULL,
    is_fraud boolean NOT NULL,
    known_at timestamptz NOT NULL,
    PRIMARY KEY (payment_id, source)
  );

  GRANT SELECT, INSERT ON decisions, labels TO ${role};
  GRANT SELECT, INSERT, UPDATE ON entity_states TO ${role};
`;
