import type { MigrationInterface, QueryRunner } from 'typeorm';

/** News that other services tell may come again: it is told to customers once. */
export class ToldNews1764000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE customer_news ADD COLUMN told_as uuid UNIQUE;
      COMMENT ON COLUMN customer_news.told_as IS 'Id that another service told it with; null for what happened here';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
