import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a model in shadow said of an application, beside the decision. */
export class ShadowModel1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE decisions
        ADD COLUMN shadow_model text,
        ADD COLUMN shadow_probability double precision,
        ADD CHECK ((shadow_model IS NULL) = (shadow_probability IS NULL));
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
