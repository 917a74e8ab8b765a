import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accountOwnerTables } from '@paymo/accounts';

/** Nobody judges a payment from or to an account of their own. */
export class AccountOwners1764000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(accountOwnerTables('paymo_review'));
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations go forward only'));
  }
}
