import type { Account, RecordedTransfer } from './transfers.js';

export interface AccountRow {
  readonly id: string;
  readonly currency: string;
  readonly kind: string;
  readonly may_overdraw: boolean;
  readonly is_closed: boolean;
  readonly debits_pending: string;
  readonly debits_posted: string;
  readonly credits_pending: string;
  readonly credits_posted: string;
}

export interface TransferRow {
  readonly id: string;
  readonly kind: RecordedTransfer['kind'];
  readonly debit_account_id: string;
  readonly credit_account_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly pending_id: string | null;
  readonly timeout_at: Date | null;
}

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    currency: row.currency,
    kind: row.kind,
    mayOverdraw: row.may_overdraw,
    isClosed: row.is_closed,
    debitsPending: BigInt(row.debits_pending),
    debitsPosted: BigInt(row.debits_posted),
    creditsPending: BigInt(row.credits_pending),
    creditsPosted: BigInt(row.credits_posted),
  };
}

export function toTransfer(row: TransferRow): RecordedTransfer {
  return {
    id: row.id,
    kind: row.kind,
    debitAccountId: row.debit_account_id,
    creditAccountId: row.credit_account_id,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    pendingId: row.pending_id,
    timeoutAtMs: row.timeout_at?.getTime() ?? null,
  };
}
