import type { Statement, Transaction } from '@paymo/platform';
import { applyTransfers, type LedgerChange, type LedgerSlice, type Permit } from './apply-transfers.js';
import { type AccountRow, toAccount, toTransfer, type TransferRow } from './ledger-rows.js';
import type { Account, Transfer, TransferResult } from './transfers.js';

const transferColumns = `id, kind, debit_account_id, credit_account_id, amount_minor, currency, pending_id, timeout_at`;

/** Transfers with the transfers that resolved them. */
const recordedTransfers: Statement = {
  name: 'ledger_recorded',
  text: `
    SELECT ${transferColumns} FROM ledger_transfers WHERE id = ANY($1::uuid[])
    UNION ALL
    SELECT ${transferColumns} FROM ledger_transfers WHERE pending_id = ANY($1::uuid[])`,
};

const accountColumns = `a.id, a.currency, a.kind, a.may_overdraw, a.is_closed,
  a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted`;

const lockAccounts: Statement = {
  name: 'ledger_lock_accounts',
  text: `SELECT ${accountColumns} FROM ledger_accounts a WHERE a.id = ANY($1::uuid[]) ORDER BY a.id FOR NO KEY UPDATE`,
};

/** Also locks the accounts of recorded transfers, all in the order of their ids. */
const lockAccountsOfRecorded: Statement = {
  name: 'ledger_lock_accounts_of_recorded',
  text: `
    SELECT ${accountColumns} FROM ledger_accounts a
    WHERE a.id = ANY($1::uuid[] || ARRAY(
      SELECT unnest(ARRAY[t.debit_account_id, t.credit_account_id]) FROM ledger_transfers t WHERE t.id = ANY($2::uuid[])))
    ORDER BY a.id FOR NO KEY UPDATE`,
};

const writeChange: Statement = {
  name: 'ledger_write_change',
  text: `
    WITH recorded AS (
      INSERT INTO ledger_transfers (${transferColumns})
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::uuid[],
        $8::timestamptz[]))
    UPDATE ledger_accounts a
    SET debits_pending = u.debits_pending, debits_posted = u.debits_posted,
        credits_pending = u.credits_pending, credits_posted = u.credits_posted
    FROM unnest($9::uuid[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
      AS u(id, debits_pending, debits_posted, credits_pending, credits_posted)
    WHERE a.id = ANY($9::uuid[]) AND a.id = u.id`,
};

const insertAccounts: Statement = {
  name: 'ledger_insert_accounts',
  text: `INSERT INTO ledger_accounts (id, currency, kind, may_overdraw)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[])
         ON CONFLICT DO NOTHING`,
};

/** Opens accounts with nothing in them; an account that exists is left as it is. */
export function openAccounts(
  transaction: Transaction,
  accounts: readonly Pick<Account, 'id' | 'currency' | 'kind' | 'mayOverdraw'>[],
): void {
  transaction.write(insertAccounts, [
    accounts.map(({ id }) => id),
    accounts.map(({ currency }) => currency),
    accounts.map(({ kind }) => kind),
    accounts.map(({ mayOverdraw }) => mayOverdraw),
  ]);
}

/** What a batch of transfers may touch, named before it is known what the batch will do. */
export interface LedgerScope {
  /** Accounts that transfers name. */
  readonly accountIds: readonly string[];
  /** Transfers that may be recorded already: those to resolve, and those that may be repeated. */
  readonly transferIds: readonly string[];
}

const emptySlice: LedgerSlice = { accounts: new Map(), transfers: new Map(), resolutions: new Map() };

/** Locks and reads a part of the ledger, accounts in the order of their ids. One round trip. */
export async function lockLedger(
  transaction: Transaction,
  { accountIds, transferIds }: LedgerScope,
): Promise<LedgerSlice> {
  if (accountIds.length === 0 && transferIds.length === 0) return emptySlice;
  const uniqueIds = [...new Set(accountIds)];
  const isFresh = transferIds.length === 0;
  const [accountRows, transferRows] = await Promise.all([
    isFresh
      ? transaction.query<AccountRow>(lockAccounts, [uniqueIds])
      : transaction.query<AccountRow>(lockAccountsOfRecorded, [uniqueIds, transferIds]),
    isFresh ? Promise.resolve([]) : transaction.query<TransferRow>(recordedTransfers, [transferIds]),
  ]);
  const transfers = transferRows.map(toTransfer);
  return {
    accounts: new Map(accountRows.map((row) => [row.id, toAccount(row)])),
    transfers: new Map(transfers.map((each) => [each.id, each])),
    resolutions: new Map(
      transfers.flatMap((each) => (each.pendingId === null ? [] : [[each.pendingId, each] as const])),
    ),
  };
}

/**
 * Applies a batch of transfers to a locked part of the ledger: judges in memory, writes set-wise with balances
 * netted per account. The writes travel with the commit.
 */
export function applyInPostgres(
  transaction: Transaction,
  slice: LedgerSlice,
  transfers: readonly Transfer[],
  nowMs: number,
  permit?: Permit,
): readonly TransferResult[] {
  const change = applyTransfers(slice, transfers, nowMs, permit);
  if (change.transfers.length > 0) write(transaction, change);
  return change.results;
}

function write(transaction: Transaction, { transfers, accounts }: LedgerChange): void {
  transaction.write(writeChange, [
    transfers.map(({ id }) => id),
    transfers.map(({ kind }) => kind),
    transfers.map(({ debitAccountId }) => debitAccountId),
    transfers.map(({ creditAccountId }) => creditAccountId),
    transfers.map(({ amountMinor }) => amountMinor),
    transfers.map(({ currency }) => currency),
    transfers.map(({ pendingId }) => pendingId),
    transfers.map(({ timeoutAtMs }) => (timeoutAtMs === null ? null : new Date(timeoutAtMs))),
    accounts.map(({ id }) => id),
    accounts.map(({ debitsPending }) => debitsPending),
    accounts.map(({ debitsPosted }) => debitsPosted),
    accounts.map(({ creditsPending }) => creditsPending),
    accounts.map(({ creditsPosted }) => creditsPosted),
  ]);
}
