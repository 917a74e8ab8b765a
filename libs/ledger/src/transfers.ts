/** An account of the ledger. Amounts are minor units of its currency. */
export interface Account {
  readonly id: string;
  readonly currency: string;
  /** What the account is to the system around the ledger, such as `customer`; only stored here. */
  readonly kind: string;
  /** The bank's own accounts may; a customer's never. */
  readonly mayOverdraw: boolean;
  readonly isClosed: boolean;
  readonly debitsPending: bigint;
  readonly debitsPosted: bigint;
  readonly creditsPending: bigint;
  readonly creditsPosted: bigint;
}

interface Movement {
  readonly id: string;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** Moves money at once. */
export interface DirectTransfer extends Movement {
  readonly kind: 'direct';
}

/** Reserves money: the debit account can no longer spend it, the credit account not yet. */
export interface PendingTransfer extends Movement {
  readonly kind: 'pending';
  /** From this moment on it can only be voided; null for never. */
  readonly timeoutAtMs: number | null;
}

/** Moves all or a part of what a pending transfer reserved, and frees the rest. */
export interface PostTransfer {
  readonly kind: 'post';
  readonly id: string;
  readonly pendingId: string;
  /** Null for all of it. */
  readonly amountMinor: bigint | null;
}

/** Frees what a pending transfer reserved. */
export interface VoidTransfer {
  readonly kind: 'void';
  readonly id: string;
  readonly pendingId: string;
}

export type Transfer = DirectTransfer | PendingTransfer | PostTransfer | VoidTransfer;

/** A transfer as the ledger keeps it, complete and immutable. */
export interface RecordedTransfer extends Movement {
  readonly kind: Transfer['kind'];
  /** The pending transfer that a post or void resolves. */
  readonly pendingId: string | null;
  readonly timeoutAtMs: number | null;
}

export type Refusal =
  | 'account_not_found'
  | 'account_closed'
  | 'same_account'
  | 'currency_mismatch'
  | 'amount_out_of_range'
  | 'insufficient_funds'
  | 'not_permitted'
  | 'id_reused'
  | 'pending_not_found'
  | 'pending_already_posted'
  | 'pending_already_voided'
  | 'pending_timed_out'
  | 'exceeds_pending';

export type TransferResult =
  | {
      readonly outcome: 'applied';
      readonly transfer: RecordedTransfer;
      /** Both sides as they were just before. */
      readonly debit: Account;
      readonly credit: Account;
    }
  /** The same transfer was applied before; nothing was done again. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly accountId?: string };

/** Money that an account can spend: posted credits less all debits, reserved ones included. */
export function availableMinor(account: Account): bigint {
  return account.creditsPosted - account.debitsPosted - account.debitsPending;
}
