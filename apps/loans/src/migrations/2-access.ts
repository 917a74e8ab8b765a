import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accountOwnerTables } from '@paymo/accounts';
import { auditTables } from '@paymo/audit';

const role = 'paymo_loans';

/** Customers reach their own loans alone, and what the staff does is kept. */
export class Access1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(accountOwnerTables(role));
    await runner.query(auditTables(role));
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
