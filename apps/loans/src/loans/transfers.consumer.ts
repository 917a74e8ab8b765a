import { Controller } from '@nestjs/common';
import { type LedgerTransferCompleted, ledgerTransferCompleted } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { applyCompletion } from './apply-completion.js';
import type { LoanAccount } from './loan-account.js';
import * as sql from './loan-statements.js';
import { lockLoans, storeHistory, storeLoans } from './loan-store.js';

/** Moves loans on when the ledger has moved their money, or has refused to. */
@Controller()
export class TransfersConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(ledgerTransferCompleted)
  async onCompleted({ events, progress }: EventBatch<LedgerTransferCompleted>): Promise<void> {
    const completions = events.map(({ data }) => data);
    const now = new Date();
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      if (completions.length === 0) return;
      const rows = await transaction.query<sql.CompletedTransferRow>(sql.completeTransfers, [
        completions.map(({ transferId }) => transferId),
        completions.map(({ outcome }) => outcome),
        completions.map(({ movedMinor }) => movedMinor),
        completions.map(({ refusal }) => refusal),
        now,
      ]);
      if (rows.length === 0) return;
      const loans = await lockLoans(transaction, [...new Set(rows.map((row) => row.loan_id))]);
      for (const row of rows) moveOn(loans, row);
      storeLoans(transaction, [...loans.values()], now);
      storeHistory(transaction, rows.map(entryOf), now);
    });
  }
}

function moveOn(loans: Map<string, LoanAccount>, row: sql.CompletedTransferRow): void {
  const loan = loans.get(row.loan_id);
  if (loan === undefined) throw new Error(`transfer ${row.id} belongs to no loan`);
  loans.set(loan.id, applyCompletion(loan, { ...row, movedMinor: BigInt(row.moved_minor) }));
}

function entryOf(row: sql.CompletedTransferRow): Parameters<typeof storeHistory>[1][number] {
  const { loan_id: loanId, kind, status, refusal } = row;
  const details = { transferId: row.id, movedMinor: Number(row.moved_minor), refusal };
  return { loanId, event: `${kind}_${status}`, actor: 'ledger', details };
}
