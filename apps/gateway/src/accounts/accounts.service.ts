import { Injectable } from '@nestjs/common';
import { applyInPostgres, lockLedger, openAccounts } from '@paymo/ledger';
import { accountOpened } from '@paymo/contracts';
import { type AnnouncingTransaction, MicroBatcher, Outbox } from '@paymo/messaging';
import {
  type Caller,
  Database,
  newId,
  PaymoError,
  reaches,
  type Statement,
  type Transaction,
} from '@paymo/platform';
import { AccountOwners } from '@paymo/accounts';
import type { AccountRequest } from './account-request.js';
import { bankAccountId } from './bank-account-id.js';
import { unknownAccount } from './unknown-account.js';

export interface AccountRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly owner: string | null;
  readonly currency: string;
  readonly is_closed: boolean;
  readonly is_frozen: boolean;
  readonly opened_at: Date;
  readonly debits_pending: string;
  readonly debits_posted: string;
  readonly credits_posted: string;
}

const insertAccounts: Statement = {
  name: 'insert_accounts',
  text: `
    INSERT INTO accounts (id, name, owner, opened_at, holder_name, holder_kind, is_name_withheld)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::boolean[])`,
};

const accountColumns = `
    SELECT a.id, l.kind, a.name, a.owner, l.currency, l.is_closed, a.opened_at,
      l.debits_pending, l.debits_posted, l.credits_posted, coalesce(c.is_frozen, false) AS is_frozen
    FROM accounts a JOIN ledger_accounts l ON l.id = a.id LEFT JOIN account_controls c ON c.account_id = a.id`;

const readAccount: Statement = { name: 'read_account', text: `${accountColumns} WHERE a.id = $1` };

const readOwned: Statement = {
  name: 'read_owned',
  text: `${accountColumns} WHERE a.owner = $1 ORDER BY a.id LIMIT 100`,
};

export const readOwners: Statement = {
  name: 'read_owners',
  text: 'SELECT id, owner FROM accounts WHERE id = ANY($1::uuid[])',
};

const closeAccount: Statement = {
  name: 'close_account',
  text: `
    UPDATE ledger_accounts SET is_closed = true
    WHERE id = $1 AND kind NOT IN ('lending', 'claims') AND id IN (SELECT id FROM accounts) RETURNING id`,
};

interface Opening {
  readonly request: AccountRequest;
  readonly owner: string | null;
}

/** Opens, reads and closes accounts. */
@Injectable()
export class AccountsService {
  private readonly opening = new MicroBatcher<Opening, string>(
    (openings) => this.outbox.transaction((transaction) => open(transaction, openings)),
    { itemsMax: 256, queueMax: 5000 },
  );

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly owners: AccountOwners,
  ) {}

  /**
   * @returns the id of the new account
   * @throws PaymoError `auth.right_missing` when a customer asks for what only the bank may have
   */
  async open(caller: Caller, request: AccountRequest): Promise<string> {
    if (caller.reach === 'own' && statesWhatTheBankKnows(request)) {
      const detail =
        'Customers open accounts of kind customer, for themselves; the bank says who holds them.';
      throw new PaymoError('auth.right_missing', detail);
    }
    const owner = caller.reach === 'own' ? caller.subject : request.owner;
    const id = await this.opening.submit({ request, owner });
    this.owners.remember(id, owner);
    return id;
  }

  owned(owner: string): Promise<AccountRow[]> {
    return this.database.query<AccountRow>(readOwned, [owner]);
  }

  async read(caller: Caller, id: string): Promise<AccountRow> {
    const [row] = await this.database.query<AccountRow>(readAccount, [id]);
    if (row === undefined || !reaches(caller, row.owner)) throw unknownAccount(id);
    return row;
  }

  async close(caller: Caller, id: string): Promise<void> {
    await this.read(caller, id);
    await this.database.query(closeAccount, [id]);
  }
}

/** A customer who could name the holder could pass for anybody. */
function statesWhatTheBankKnows({ kind, owner, holder }: AccountRequest): boolean {
  return kind !== 'customer' || owner !== null || holder !== null;
}

async function open(transaction: AnnouncingTransaction, openings: readonly Opening[]): Promise<string[]> {
  const now = new Date();
  const accounts = openings.map((opening) => ({ id: newId(), ...opening }));
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
    accounts.map(({ owner }) => owner),
    accounts.map(() => now),
    accounts.map(({ request }) => request.holder?.name ?? null),
    accounts.map(({ request }) => request.holder?.kind ?? null),
    accounts.map(({ request }) => request.holder?.isNameWithheld ?? false),
  ]);
  for (const { id, owner, request } of accounts) {
    const opened = { accountId: id, owner, currency: request.currency, openedAtMs: now.getTime() };
    transaction.announce(accountOpened, opened, undefined);
  }
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
      id: bankAccountId('funding', currency),
      currency,
      kind: 'funding',
      mayOverdraw: true,
    })),
  );
  const transfers = funded.map(({ id, request }) => ({
    kind: 'direct' as const,
    id: newId(),
    debitAccountId: bankAccountId('funding', request.currency),
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
