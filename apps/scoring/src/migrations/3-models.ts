import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_scoring';

export class Models1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(models);
    await runner.query(decisions);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const models = `
  CREATE TABLE models (
    id text PRIMARY KEY,
    manifest text NOT NULL,
    onnx bytea NOT NULL,
    golden text NOT NULL,
    facts json NOT NULL,
    pushed_by text NOT NULL,
    pushed_at timestamptz NOT NULL
  );
  COMMENT ON TABLE models IS 'Model files as they were pushed; a version never changes';

  CREATE TABLE model_roles (
    model text PRIMARY KEY REFERENCES models,
    role text NOT NULL CHECK (role IN ('champion', 'canary', 'shadow')),
    share integer CHECK ((role = 'canary') = (share IS NOT NULL) AND share BETWEEN 1 AND 100),
    baseline json,
    since timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX model_roles_one_decider ON model_roles (role) WHERE role <> 'shadow';
  COMMENT ON COLUMN model_roles.share IS 'Percent of payers that a canary decides for';
  COMMENT ON COLUMN model_roles.baseline IS 'How the champion did when the canary began: what its guardrail compares with';

  CREATE TABLE model_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    model text NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    detail json NOT NULL
  );
  COMMENT ON TABLE model_events IS 'Who did what to which model; append-only';
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
  CREATE TRIGGER model_events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON model_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE TABLE model_replays (
    id uuid PRIMARY KEY,
    model text NOT NULL REFERENCES models,
    champion text NOT NULL REFERENCES models,
    report json NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL
  );
  CREATE INDEX model_replays_by_model ON model_replays (model, champion, made_at);

  CREATE TABLE model_minutes (
    model text NOT NULL,
    minute timestamptz NOT NULL,
    instance uuid NOT NULL,
    decisions integer NOT NULL,
    holds integer NOT NULL,
    amount_minor bigint NOT NULL,
    held_minor bigint NOT NULL,
    errors integer NOT NULL,
    batches integer NOT NULL,
    inference_us bigint NOT NULL,
    PRIMARY KEY (model, minute, instance)
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE model_minutes IS 'What each model decided, by minute; a row for each instance, so that they do not wait for each other';

  CREATE TABLE serving (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), version bigint NOT NULL);
  INSERT INTO serving (version) VALUES (1);
  COMMENT ON TABLE serving IS 'Goes up with every change of what decides; instances look at it and load anew';

  GRANT SELECT, INSERT ON models, model_events, model_replays TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON model_roles, model_minutes TO ${role};
  GRANT SELECT, UPDATE ON serving TO ${role};
`;

const decisions = `
  ALTER TABLE decisions ALTER COLUMN score DROP NOT NULL;
  ALTER TABLE decisions ADD COLUMN scores json;
  ALTER TABLE decisions ADD COLUMN rules json;
  ALTER TABLE decisions ADD COLUMN judgement json;
  ALTER TABLE decisions ADD COLUMN serving_version bigint;
  CREATE INDEX decisions_by_time ON decisions USING brin (decided_at);
  COMMENT ON COLUMN decisions.model IS 'The model whose score counted';
  COMMENT ON COLUMN decisions.score IS 'Null when the model could not run';
  COMMENT ON COLUMN decisions.scores IS 'The scores of all models that looked at the payment, by model';
  COMMENT ON COLUMN decisions.rules IS 'Rules that hit or failed, live and shadow, with their versions';
  COMMENT ON COLUMN decisions.judgement IS 'How the policy came to the outcome: its kind and thresholds, sources, degraded, bounded, sampled';
`;
