import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_scoring';

export class Bundles1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(bundles);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const bundles = `
  CREATE TABLE list_contents (
    hash text PRIMARY KEY,
    entries json NOT NULL
  );
  COMMENT ON TABLE list_contents IS 'What lists held when something was decided with them; each content once';

  CREATE TABLE bundles (
    version bigint PRIMARY KEY,
    document json NOT NULL,
    taken_at timestamptz NOT NULL
  );
  COMMENT ON TABLE bundles IS 'All that decided under a version of serving: what a decision is replayed with';

  GRANT SELECT, INSERT ON bundles, list_contents TO ${role};
`;
