import type { Statement, Transaction } from '@paymo/platform';
import { applyTransfers, type LedgerChange } from './apply-transfers.js';
import { type AccountRow, toAccount, toTransfer, type TransferRow } from './ledger-rows.js';
import type { Account, RecordedTransfer, Transfer } from './transfers.js';

const transferColumns = `id, kind, debit_account_id, credit_account_id, amount_minor, currency, pending_id, timeout_at`;

const recordedTransfers: Statement = {
  name: 'ledger_recorded',
  text: `SELECT ${transferColumns} FROM ledger_transfers WHERE id = ANY($1::uuid[])`,
};

const resolutionsOf: Statement = {
  name: 'ledger_resolutions',
  text: `SELECT ${transferColumns} FROM ledger_transfers WHERE pending_id = ANY($1::uuid[])`,
};

const accountColumns = `a.id, a.currency, a.kind, a.may_overdraw, a.is_closed,
  a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted`;

const lockAccounts: Statement = {
  name: 'ledger_lock_accounts',
  text: `SELECT ${accountColumns} FROM ledger_accounts a WHERE a.id = ANY($1::uuid[]) ORDER BY a.id FOR NO KEY UPDATE`,
};

/** Also locks the accounts of the pending transfers that the batch resolves, all in the order of their ids. */
const lockAccountsOfPending: Statement = {
  name: 'ledger_lock_accounts_of_pending',
  text: `
    SELECT ${accountColumns} FROM ledger_accounts a
    WHERE a.id = ANY($1::uuid[] || ARRAY(
      SELECT unnest(ARRAY[t.debit_account_id, t.credit_account_id]) FROM ledger_transfers t WHERE t.id = ANY($2::uuid[])))
    ORDER BY a.id FOR NO KEY UPDATE`,
};

const updateAccounts: Statement = {
  name: 'ledger_update_accounts',
  text: `
    UPDATE ledger_accounts a
    SET debits_pending = u.debits_pending, debits_posted = u.debits_posted,
        credits_pending = u.credits_pending, credits_posted = u.credits_posted
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      AS u(id, debits_pending, debits_posted, credits_pending, credits_posted)
    WHERE a.id = u.id`,
};

const insertTransfers: Statement = {
  name: 'ledger_insert_transfers',
  text: `
    INSERT INTO ledger_transfers (${transferColumns})
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::uuid[],
      $8::timestamptz[])`,
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

/**
 * Applies a batch of transfers: locks the accounts in id order, judges in memory, writes set-wise with
 * balances netted per account. One round trip, or two when transfers are resolved; the writes travel with the commit.
 */
export async function applyInPostgres(
  transaction: Transaction,
  transfers: readonly Transfer[],
  nowMs: number,
): Promise<LedgerChange> {
  if (transfers.length === 0) return { results: [], accounts: [], transfers: [] };
  const pendingIds = transfers.flatMap((t) => (t.kind === 'post' || t.kind === 'void' ? [t.pendingId] : []));
  const accountIds = transfers.flatMap((t) =>
    t.kind === 'direct' || t.kind === 'pending' ? [t.debitAccountId, t.creditAccountId] : [],
  );
  const ids = [...transfers.map(({ id }) => id), ...pendingIds];
  const [accountRows, transferRows, resolutionRows] = await Promise.all([
    pendingIds.length === 0
      ? transaction.query<AccountRow>(lockAccounts, [[...new Set(accountIds)]])
      : transaction.query<AccountRow>(lockAccountsOfPending, [[...new Set(accountIds)], pendingIds]),
    transaction.query<TransferRow>(recordedTransfers, [ids]),
    pendingIds.length === 0 ? [] : transaction.query<TransferRow>(resolutionsOf, [pendingIds]),
  ]);
  const change = applyTransfers(
    {
      accounts: new Map(accountRows.map((row) => [row.id, toAccount(row)])),
      transfers: new Map(transferRows.map((row) => [row.id, toTransfer(row)])),
      resolutions: new Map(resolutionRows.map((row) => [row.pending_id ?? '', toTransfer(row)])),
    },
    transfers,
    nowMs,
  );
  writeTransfers(transaction, change.transfers);
  writeBalances(transaction, change.accounts);
  return change;
}

function writeTransfers(transaction: Transaction, transfers: readonly RecordedTransfer[]): void {
  if (transfers.length === 0) return;
  transaction.write(insertTransfers, [
    transfers.map(({ id }) => id),
    transfers.map(({ kind }) => kind),
    transfers.map(({ debitAccountId }) => debitAccountId),
    transfers.map(({ creditAccountId }) => creditAccountId),
    transfers.map(({ amountMinor }) => amountMinor),
    transfers.map(({ currency }) => currency),
    transfers.map(({ pendingId }) => pendingId),
    transfers.map(({ timeoutAtMs }) => (timeoutAtMs === null ? null : new Date(timeoutAtMs))),
  ]);
}

function writeBalances(transaction: Transaction, accounts: readonly Account[]): void {
  if (accounts.length === 0) return;
  transaction.write(updateAccounts, [
    accounts.map(({ id }) => id),
    accounts.map(({ debitsPending }) => debitsPending),
    accounts.map(({ debitsPosted }) => debitsPosted),
    accounts.map(({ creditsPending }) => creditsPending),
    accounts.map(({ creditsPosted }) => creditsPosted),
  ]);
}
