import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_gateway';

/** Payers ask for a person where a machine held or declined. */
export class HumanReviews1764000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE human_reviews (
        id uuid PRIMARY KEY,
        payment_id uuid NOT NULL UNIQUE,
        payer_id uuid NOT NULL,
        asker text NOT NULL,
        about text NOT NULL CHECK (about IN ('held', 'declined')),
        words text,
        asked_at timestamptz NOT NULL,
        outcome text CHECK (outcome IN ('released', 'upheld')),
        decided_at timestamptz,
        decided_by text,
        CHECK (outcome IS NULL OR about = 'declined'),
        CHECK ((outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL))
      );
      CREATE INDEX human_reviews_undecided ON human_reviews (id) WHERE about = 'declined' AND outcome IS NULL;
      COMMENT ON COLUMN human_reviews.outcome IS 'What a person found of a declined payment; that of a held one is its next state';
      GRANT SELECT, INSERT, UPDATE (outcome, decided_at, decided_by) ON human_reviews TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
