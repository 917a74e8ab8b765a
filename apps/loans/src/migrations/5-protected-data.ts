import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_loans';

/**
 * What no decision may look at, and a fairness report must. Lending adds to it and cannot read it; the report's role
 * reads it with the outcomes and nothing else. A role belongs to the server: another database may have made it already.
 */
export class ProtectedData1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        CREATE ROLE paymo_fairness NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$;

      CREATE SCHEMA loans_protected;
      CREATE TABLE loans_protected.applicants (
        application_id uuid PRIMARY KEY,
        age_band text NOT NULL CHECK (age_band IN ('18-24', '25-34', '35-49', '50-64', '65+'))
      );
      GRANT USAGE ON SCHEMA loans_protected TO ${role}, paymo_fairness;
      GRANT INSERT ON loans_protected.applicants TO ${role};

      GRANT SELECT ON loans_protected.applicants TO paymo_fairness;
      GRANT USAGE ON SCHEMA loans TO paymo_fairness;
      GRANT SELECT (id, outcome) ON loans.applications TO paymo_fairness;
      GRANT SELECT (application_id, probability) ON loans.decisions TO paymo_fairness;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
