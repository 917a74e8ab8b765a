import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Verdicts that are sent again under their key are answered as they were. */
export class VerdictAnswers1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE verdict_answers (
        key text PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases,
        request text NOT NULL,
        answer json NOT NULL
      );
      COMMENT ON COLUMN verdict_answers.request IS 'Hash of what was asked: the same key with another one is refused';
      COMMENT ON COLUMN cases.verdict_key IS 'Written no more: see verdict_answers';
      GRANT SELECT, INSERT ON verdict_answers TO paymo_review;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
