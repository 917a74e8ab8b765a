import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_scoring';

export class Rules1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ruleTables);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const ruleTables = `
  CREATE TABLE IF NOT EXISTS serving (version bigint NOT NULL);
  INSERT INTO serving (version) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM serving);
  GRANT SELECT, UPDATE ON serving TO ${role};

  CREATE TABLE rules (
    id text PRIMARY KEY,
    killed_at timestamptz,
    killed_by text
  );
  COMMENT ON COLUMN rules.killed_at IS 'Since when no version of the rule is evaluated, whatever its status';

  CREATE TABLE rule_versions (
    rule_id text NOT NULL REFERENCES rules,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('draft', 'reviewed', 'shadow', 'live', 'retired')),
    definition json NOT NULL,
    author text NOT NULL,
    drafted_at timestamptz NOT NULL,
    reviewer text CHECK (reviewer <> author),
    reviewed_at timestamptz,
    shadow_at timestamptz,
    live_at timestamptz,
    retired_at timestamptz,
    PRIMARY KEY (rule_id, version),
    CHECK (status IN ('draft', 'retired') OR reviewer IS NOT NULL)
  );
  CREATE UNIQUE INDEX rule_versions_live ON rule_versions (rule_id) WHERE status = 'live';
  CREATE UNIQUE INDEX rule_versions_shadow ON rule_versions (rule_id) WHERE status = 'shadow';

  CREATE TABLE lists (
    name text PRIMARY KEY,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
  );

  CREATE TABLE list_entries (
    list text NOT NULL REFERENCES lists,
    value text NOT NULL,
    expires_at timestamptz,
    source text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (list, value)
  );
  COMMENT ON COLUMN list_entries.source IS 'Where the entry comes from, such as a file or a case';

  CREATE TABLE policies (
    version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document json NOT NULL,
    author text NOT NULL,
    drafted_at timestamptz NOT NULL,
    reviewer text CHECK (reviewer <> author),
    reviewed_at timestamptz
  );
  COMMENT ON TABLE policies IS 'The reviewed policy with the highest version decides';

  GRANT SELECT, INSERT, UPDATE ON rules, rule_versions, policies TO ${role};
  GRANT SELECT, INSERT ON lists TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON list_entries TO ${role};
`;
