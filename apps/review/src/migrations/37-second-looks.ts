import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A share of the verdicts is given again, blind, by another analyst: it tells how much a verdict is worth. */
export class SecondLooks1764000000037 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE second_looks (
        case_id uuid PRIMARY KEY REFERENCES cases,
        reviewer text NOT NULL,
        claimed_until timestamptz NOT NULL,
        verdict text CHECK (verdict IN ('release', 'reject')),
        reason text,
        dwell_ms integer,
        looked_at timestamptz,
        CHECK ((verdict IS NULL) = (looked_at IS NULL))
      );
      COMMENT ON TABLE second_looks IS 'Opinions that move no money and are no labels';
      CREATE INDEX second_looks_by_time ON second_looks (looked_at);
      GRANT SELECT, INSERT ON second_looks TO paymo_review;
      GRANT UPDATE (reviewer, claimed_until, verdict, reason, dwell_ms, looked_at) ON second_looks TO paymo_review;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
