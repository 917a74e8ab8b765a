import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTables } from '@paymo/audit';

/** What the staff does is kept in a chain that shows any change. */
export class Audit1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(auditTables('paymo_review'));
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
