import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_recommendations';

/** A generation says which model made it, and how many of its lists hold each item. */
export class Models1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE generations ADD COLUMN model_version text,
        ADD COLUMN learnt text CHECK (learnt IN ('anew', 'kept'));
      COMMENT ON COLUMN generations.learnt IS 'Whether the run learnt from all events, or took what a run before it had learnt';
      CREATE TABLE listed_items (
        generation_id bigint NOT NULL,
        item_id text NOT NULL,
        title text NOT NULL,
        category text NOT NULL,
        is_credit boolean NOT NULL,
        lists bigint NOT NULL,
        PRIMARY KEY (generation_id, item_id)
      );
      COMMENT ON TABLE listed_items IS 'How many lists held each item when the generation was published';
      INSERT INTO listed_items
      SELECT generation_id, item_id, max(title), max(category), bool_or(is_credit), count(*)
      FROM recommendations GROUP BY generation_id, item_id;
      GRANT SELECT, INSERT, UPDATE, DELETE ON listed_items TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
