import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payers are asked about what is held; meanwhile the case is nobody's work. */
export class Information1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases ADD COLUMN waiting_until timestamptz;
      COMMENT ON COLUMN cases.waiting_until IS 'Until then its payer may answer; past when they did, or nobody waits any more';
      GRANT UPDATE (waiting_until) ON cases TO paymo_review;

      CREATE TABLE information_requests (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases,
        code text,
        question text NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        answer text,
        answered_at timestamptz,
        CHECK ((answer IS NULL) = (answered_at IS NULL))
      );
      CREATE INDEX information_requests_by_case ON information_requests (case_id, id);
      COMMENT ON COLUMN information_requests.code IS 'Of PAYER_QUESTIONS; null for own words alone';
      GRANT SELECT, INSERT ON information_requests TO paymo_review;
      GRANT UPDATE (answer, answered_at) ON information_requests TO paymo_review;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
