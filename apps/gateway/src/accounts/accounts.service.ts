import { Injectable } from '@nestjs/common';
import { applyInPostgres, lockLedger, openAccounts } from '@paymo/ledger';
import { MicroBatcher } from '@paymo/messaging';
import { Database, newId, PaymoError, publicId, type Statement, type Transaction } from '@paymo/platform';
import type { AccountRequest } from './account-request.js';

export interface AccountRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly currency: string;
  readonly is_closed: boolean;
  readonly opened_at: Date;
  readonly debits_pending: string;
  readonly debits_posted: string;
  readonly credits_posted: string;
}

const insertAccounts: Statement = {
  name: 'insert_accounts',
  text: `INSERT INTO accounts (id, name, opened_at) SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[])`,
};

const readAccount: Statement = {
  name: 'read_account',
  text: `
    SELECT a.id, l.kind, a.name, l.currency, l.is_closed, a.opened_at,
      l.debits_pending, l.debits_posted, l.credits_posted
    FROM accounts a JOIN ledger_accounts l ON l.id = a.id WHERE a.id = $1`,
};

const closeAccount: Statement = {
  name: 'close_account',
  text: 'UPDATE ledger_accounts SET is_closed = true WHERE id = $1 AND id IN (SELECT id FROM accounts) RETURNING id',
};

/** Opens, reads and closes accounts. */
@Injectable()
export class AccountsService {
  private readonly opening = new MicroBatcher<AccountRequest, string>(
    (requests) => this.database.transaction((transaction) => open(transaction, requests)),
    { itemsMax: 256, queueMax: 5000 },
  );

  constructor(private readonly database: Database) {}

  /** @returns the id of the new account */
  open(request: AccountRequest): Promise<string> {
    return this.opening.submit(request);
  }

  async read(id: string): Promise<AccountRow> {
    const [row] = await this.database.query<AccountRow>(readAccount, [id]);
    if (row === undefined) throw unknownAccount(id);
    return row;
  }

  async close(id: string): Promise<void> {
    const closed = await this.database.query(closeAccount, [id]);
    if (closed.length === 0) throw unknownAccount(id);
  }
}

function unknownAccount(id: string): PaymoError {
  return new PaymoError('account.unknown', `${publicId('acc', id)} does not exist.`);
}

async function open(transaction: Transaction, requests: readonly AccountRequest[]): Promise<string[]> {
  const now = new Date();
  const accounts = requests.map((request) => ({ id: newId(), request }));
  openAccounts(
    transaction,
    accounts.map(({ id, request: { currency, kind } }) => ({
      id,
      currency,
      kind,
      mayOverdraw: kind === 'merchant',
    })),
  );
  transaction.write(insertAccounts, [
    accounts.map(({ id }) => id),
    accounts.map(({ request }) => request.name),
    accounts.map(() => now),
  ]);
  await deposit(transaction, accounts, now);
  return accounts.map(({ id }) => id);
}

/** Opening deposits come from the bank's own funding account of that currency. */
async function deposit(
  transaction: Transaction,
  accounts: readonly { id: string; request: AccountRequest }[],
  now: Date,
): Promise<void> {
  const funded = accounts.filter(({ request }) => request.openingDeposit > 0);
  if (funded.length === 0) return;
  const currencies = [...new Set(funded.map(({ request }) => request.currency))];
  openAccounts(
    transaction,
    currencies.map((currency) => ({
      id: fundingAccountId(currency),
      currency,
      kind: 'funding',
      mayOverdraw: true,
    })),
  );
  const transfers = funded.map(({ id, request }) => ({
    kind: 'direct' as const,
    id: newId(),
    debitAccountId: fundingAccountId(request.currency),
    creditAccountId: id,
    amountMinor: BigInt(request.openingDeposit),
    currency: request.currency,
  }));
  const slice = await lockLedger(transaction, {
    accountIds: transfers.flatMap(({ debitAccountId, creditAccountId }) => [debitAccountId, creditAccountId]),
    transferIds: [],
  });
  const results = applyInPostgres(transaction, slice, transfers, now.getTime());
  const refused = results.find(({ outcome }) => outcome !== 'applied');
  if (refused !== undefined)
    throw new Error(`an opening deposit was not applied: ${JSON.stringify(refused)}`);
}

/** A fixed id for each currency: its three letters stand at the end, in hexadecimal. */
function fundingAccountId(currency: string): string {
  return `00000000-0000-7000-8000-000000${Buffer.from(currency, 'latin1').toString('hex')}`;
}
