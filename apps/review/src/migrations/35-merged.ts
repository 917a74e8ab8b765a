import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Several held payments may be one matter: they are judged as one case, each with its own money and label. */
export class Merged1764000000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases ADD COLUMN merged_into uuid REFERENCES cases CHECK (merged_into <> id);
      COMMENT ON COLUMN cases.merged_into IS 'Never a case that is merged itself';
      CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;
      GRANT UPDATE (merged_into) ON cases TO paymo_review;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
