import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_scoring';

export class DriftReports1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(driftReports);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}

const driftReports = `
  CREATE TABLE drift_reports (
    day date NOT NULL,
    model text NOT NULL,
    made_at timestamptz NOT NULL,
    report json NOT NULL,
    PRIMARY KEY (day, model)
  );
  COMMENT ON TABLE drift_reports IS 'How the decisions of a champion differed from its first ones, at the end of each day (UTC)';

  GRANT SELECT, INSERT, UPDATE ON drift_reports TO ${role};
`;
