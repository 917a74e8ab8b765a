import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_loans';

/** Credit models as they were pushed, what each may do, and who did what with it. */
export class CreditModels1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const tables = `
  CREATE TABLE credit_models (
    id text PRIMARY KEY,
    manifest text NOT NULL,
    onnx bytea NOT NULL,
    golden text NOT NULL,
    fairness text NOT NULL,
    facts json NOT NULL,
    pushed_by text NOT NULL,
    pushed_at timestamptz NOT NULL
  );
  COMMENT ON TABLE credit_models IS 'Model files as they were pushed; a version never changes';

  CREATE TABLE model_roles (
    model text PRIMARY KEY REFERENCES credit_models,
    role text NOT NULL UNIQUE CHECK (role IN ('champion', 'shadow')),
    share integer CHECK (share IS NULL),
    baseline json CHECK (baseline IS NULL),
    since timestamptz NOT NULL
  );
  COMMENT ON COLUMN model_roles.share IS 'Of canaries, which lending has none of';

  CREATE TABLE model_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    model text NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    detail json NOT NULL
  );
  COMMENT ON TABLE model_events IS 'Who did what to which model; append-only';
  CREATE FUNCTION refuse_model_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
  CREATE TRIGGER model_events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON model_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_model_change();

  CREATE TABLE model_replays (
    id uuid PRIMARY KEY,
    model text NOT NULL REFERENCES credit_models,
    champion text NOT NULL REFERENCES credit_models,
    policy text NOT NULL,
    report json NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL
  );
  COMMENT ON TABLE model_replays IS 'What a model would have decided about all applications so far';
  CREATE INDEX model_replays_latest ON model_replays (model, champion, policy, made_at);

  CREATE TABLE serving (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), version bigint NOT NULL);
  INSERT INTO serving (version) VALUES (1);
  COMMENT ON TABLE serving IS 'Goes up with every change of what decides; instances look at it and load anew';

  GRANT SELECT, INSERT ON credit_models, model_events, model_replays TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON model_roles TO ${role};
  GRANT SELECT, UPDATE ON serving TO ${role};
`;
