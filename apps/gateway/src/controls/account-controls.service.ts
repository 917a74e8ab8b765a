import { Injectable } from '@nestjs/common';
import { type Caller, Database, type Statement, type Transaction } from '@paymo/platform';
import { AccountsService } from '../accounts/accounts.service.js';
import * as sql from './control-statements.js';
import { type AccountControls, controlsOf } from './spending.js';
import { dayOf, type SpendingLimits } from './spending-limits.js';

/** Sets what owners allow to leave their accounts. */
@Injectable()
export class AccountControlsService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
  ) {}

  /** @returns undefined for an account that has no controls */
  async read(caller: Caller, accountId: string): Promise<AccountControls | undefined> {
    await this.accounts.read(caller, accountId);
    return (await controlsOf(this.database, [accountId])).get(accountId);
  }

  async setFrozen(caller: Caller, accountId: string, isFrozen: boolean): Promise<void> {
    await this.change(caller, accountId, sql.setFrozen, [isFrozen]);
  }

  async setLimits(
    caller: Caller,
    accountId: string,
    { perPaymentMinor, perDayMinor, perMonthMinor }: SpendingLimits,
  ): Promise<AccountControls | undefined> {
    return this.change(caller, accountId, sql.setLimits, [perPaymentMinor, perDayMinor, perMonthMinor]);
  }

  private async change(
    caller: Caller,
    accountId: string,
    statement: Statement,
    values: Parameters<Transaction['write']>[1],
  ): Promise<AccountControls | undefined> {
    await this.accounts.read(caller, accountId);
    return this.database.transaction(async (transaction) => {
      await transaction.query(sql.lockAccount, [accountId]);
      const day = dayOf(new Date());
      const month = `${day.slice(0, 7)}-01`;
      transaction.write(sql.beginControls, [accountId, month, day, idBefore(new Date(month))]);
      transaction.write(statement, [accountId, ...values]);
      return (await controlsOf(transaction, [accountId])).get(accountId);
    });
  }
}

const dayMs = 86_400_000;

/** A UUIDv7 that sorts before all that were made since the day before a moment: ids may be older than payments. */
function idBefore(time: Date): string {
  const hex = (time.getTime() - dayMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
