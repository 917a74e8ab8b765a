import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Analysts mark cases by words of theirs, and keep what they filter and sort the queue by. */
export class TagsAndViews1764000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE cases ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20);
      GRANT UPDATE (tags) ON cases TO paymo_review;
      CREATE INDEX cases_tagged ON cases (id) WHERE status = 'open' AND tags <> '{}';

      CREATE TABLE saved_views (
        id uuid PRIMARY KEY,
        owner text NOT NULL,
        name text NOT NULL,
        is_shared boolean NOT NULL,
        query json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (owner, name)
      );
      COMMENT ON TABLE saved_views IS 'Filters and sort of the queue under a name; others see it when it is shared';
      GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO paymo_review;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
