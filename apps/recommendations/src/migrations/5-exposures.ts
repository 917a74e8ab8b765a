import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an estimate of another ranking needs to know of each exposure. */
export class Exposures1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE feedback
        ADD COLUMN arm text CHECK (arm IN ('ranked', 'explored')),
        ADD COLUMN shown_place integer,
        ADD COLUMN ranked_place integer,
        ADD COLUMN source text,
        ADD COLUMN propensity float8 CHECK (propensity > 0 AND propensity <= 1);
      COMMENT ON COLUMN feedback.propensity IS 'How likely the item was to be in the first place; of first places alone';
      CREATE INDEX feedback_by_time ON feedback (occurred_at);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
