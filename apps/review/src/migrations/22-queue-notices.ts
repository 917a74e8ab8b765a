import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every commit that changes cases says so on the channel `review_queue`, once. */
export class QueueNotices1764000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION notify_queue() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('review_queue', '');
        RETURN NULL;
      END $$;
      CREATE TRIGGER cases_notify AFTER INSERT OR UPDATE ON cases
        FOR EACH STATEMENT EXECUTE FUNCTION notify_queue();
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
