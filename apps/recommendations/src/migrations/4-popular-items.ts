import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_recommendations';

/** What is served when personal lists are too old. */
export class PopularItems1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE popular_items (
        generation_id bigint NOT NULL,
        segment text NOT NULL,
        item_id text NOT NULL,
        title text NOT NULL,
        category text NOT NULL,
        is_credit boolean NOT NULL,
        popularity_micro bigint NOT NULL,
        PRIMARY KEY (generation_id, segment, item_id)
      );
      COMMENT ON TABLE popular_items IS 'What a segment has most; the segment without a name stands for everybody';
      GRANT SELECT, INSERT, UPDATE, DELETE ON popular_items TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
