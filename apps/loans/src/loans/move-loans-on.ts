import type { LedgerTransferCompleted } from '@paymo/contracts';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { applyCompletion } from './apply-completion.js';
import type { LoanAccount } from './loan-account.js';
import * as sql from './loan-statements.js';
import { type HistoryEntry, lockLoans, storeHistory, storeLoans } from './loan-store.js';

/** How a transfer that a loan asked for ended. */
export type TransferEnd = Pick<LedgerTransferCompleted, 'transferId' | 'outcome' | 'movedMinor' | 'refusal'>;

/** Moves loans on when their money has moved, or will not; an end that comes again changes nothing. */
export async function moveLoansOn(
  transaction: AnnouncingTransaction,
  ends: readonly TransferEnd[],
  now: Date,
): Promise<void> {
  if (ends.length === 0) return;
  const rows = await transaction.query<sql.CompletedTransferRow>(sql.completeTransfers, [
    ends.map(({ transferId }) => transferId),
    ends.map(({ outcome }) => outcome),
    ends.map(({ movedMinor }) => movedMinor),
    ends.map(({ refusal }) => refusal),
    now,
  ]);
  if (rows.length === 0) return;
  const loans = await lockLoans(transaction, [...new Set(rows.map((row) => row.loan_id))]);
  const entries = rows.map((row) => {
    const loan = moveOn(loans.get(row.loan_id), row);
    loans.set(loan.id, loan);
    return entryOf(loan, row);
  });
  storeLoans(transaction, [...loans.values()], now);
  storeHistory(transaction, entries, now);
}

function moveOn(loan: LoanAccount | undefined, row: sql.CompletedTransferRow): LoanAccount {
  if (loan === undefined) throw new Error(`transfer ${row.id} belongs to no loan`);
  return applyCompletion(loan, { ...row, movedMinor: BigInt(row.moved_minor) });
}

function entryOf(loan: LoanAccount, row: sql.CompletedTransferRow): HistoryEntry {
  const { kind, status, refusal } = row;
  const details = { transferId: row.id, movedMinor: Number(row.moved_minor), refusal };
  return { loan, event: `${kind}_${status}`, actor: 'ledger', details };
}
