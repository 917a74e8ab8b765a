import type { MigrationInterface, QueryRunner } from 'typeorm';

const role = 'paymo_loans';

/** A loan knows when its oldest unpaid instalment is due: the night finds what to collect, and ages, without the plans. */
export class OldestDue1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE loans ADD COLUMN oldest_due_on date;
      COMMENT ON COLUMN loans.oldest_due_on IS 'Of the plan in force; null when nothing is unpaid';
      UPDATE loans l SET oldest_due_on = (
        SELECT min(i.due_on) FROM instalments i
        WHERE i.loan_id = l.id AND i.plan = l.plan AND i.paid_minor < i.payment_minor);
      GRANT UPDATE (oldest_due_on) ON loans TO ${role};
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
