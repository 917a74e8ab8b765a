import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents and screenshots that a case rests on are kept with it, and never changed. */
export class Files1764000000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE case_files (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases,
        name text NOT NULL,
        type text NOT NULL,
        sha256 text NOT NULL,
        bytes bytea NOT NULL,
        added_by text NOT NULL,
        added_at timestamptz NOT NULL,
        UNIQUE (case_id, sha256)
      );
      ALTER TABLE case_files ALTER COLUMN bytes SET STORAGE EXTERNAL;
      GRANT SELECT, INSERT ON case_files TO paymo_review;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
