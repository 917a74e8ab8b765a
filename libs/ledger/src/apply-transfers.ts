import assert from 'node:assert/strict';
import {
  type Account,
  availableMinor,
  type DirectTransfer,
  type PendingTransfer,
  type PostTransfer,
  type RecordedTransfer,
  type Refusal,
  type Transfer,
  type TransferResult,
  type VoidTransfer,
} from './transfers.js';

/** The part of the ledger that a batch of transfers touches. */
export interface LedgerSlice {
  readonly accounts: ReadonlyMap<string, Account>;
  /** Every recorded transfer whose id or pending id the batch names, by id. */
  readonly transfers: ReadonlyMap<string, RecordedTransfer>;
  /** Which transfer resolved a pending one, by the pending id. */
  readonly resolutions: ReadonlyMap<string, RecordedTransfer>;
}

export interface LedgerChange {
  /** One result for each transfer, in order. */
  readonly results: readonly TransferResult[];
  /** Accounts whose balances changed, as they are afterwards. */
  readonly accounts: readonly Account[];
  readonly transfers: readonly RecordedTransfer[];
}

/**
 * What the system around the ledger has to say to a new movement. It is asked in order, and last: what it permits is
 * applied, so that it may count it.
 */
export type Permit = (movement: DirectTransfer | PendingTransfer) => boolean;

const amountMinorMax = 2n ** 62n;

/**
 * Applies transfers one after the other, each all or nothing, and tells what became of each.
 *
 * Double entry with two phases, modelled on TigerBeetle's: a pending transfer reserves, a post or void
 * resolves it once. A reservation counts against the payer at once, so that a post can never overdraw.
 * A closed account takes part in no new transfer; what was reserved before it closed can still be resolved.
 */
export function applyTransfers(
  slice: LedgerSlice,
  transfers: readonly Transfer[],
  nowMs: number,
  permit: Permit = () => true,
): LedgerChange {
  const book = new Book(slice, nowMs, permit);
  const results = transfers.map((transfer) => book.apply(transfer));
  return { results, accounts: book.changedAccounts(), transfers: book.recorded };
}

class Book {
  readonly recorded: RecordedTransfer[] = [];
  private readonly accounts = new Map<string, Account>();
  private readonly transfers: Map<string, RecordedTransfer>;
  private readonly resolutions: Map<string, RecordedTransfer>;

  constructor(
    private readonly slice: LedgerSlice,
    private readonly nowMs: number,
    private readonly permit: Permit,
  ) {
    this.transfers = new Map(slice.transfers);
    this.resolutions = new Map(slice.resolutions);
  }

  apply(transfer: Transfer): TransferResult {
    const known = this.transfers.get(transfer.id);
    if (known !== undefined)
      return this.isSame(known, transfer) ? { outcome: 'exists' } : refused('id_reused');
    switch (transfer.kind) {
      case 'direct':
      case 'pending':
        return this.move(transfer);
      case 'post':
      case 'void':
        return this.resolve(transfer);
    }
  }

  changedAccounts(): Account[] {
    return [...this.accounts.values()];
  }

  private move(transfer: DirectTransfer | PendingTransfer): TransferResult {
    const { debitAccountId, creditAccountId, amountMinor } = transfer;
    if (amountMinor <= 0n || amountMinor > amountMinorMax) return refused('amount_out_of_range');
    if (debitAccountId === creditAccountId) return refused('same_account', debitAccountId);
    const debit = this.account(debitAccountId);
    const credit = this.account(creditAccountId);
    if (debit === undefined) return refused('account_not_found', debitAccountId);
    if (credit === undefined) return refused('account_not_found', creditAccountId);
    const refusal = refusalOf(transfer, debit, credit);
    if (refusal !== undefined) return refusal;
    if (!this.permit(transfer)) return refused('not_permitted', debit.id);
    if (transfer.kind === 'direct') {
      this.accounts.set(debit.id, { ...debit, debitsPosted: debit.debitsPosted + amountMinor });
      this.accounts.set(credit.id, { ...credit, creditsPosted: credit.creditsPosted + amountMinor });
    } else {
      this.accounts.set(debit.id, { ...debit, debitsPending: debit.debitsPending + amountMinor });
      this.accounts.set(credit.id, { ...credit, creditsPending: credit.creditsPending + amountMinor });
    }
    const timeoutAtMs = transfer.kind === 'pending' ? transfer.timeoutAtMs : null;
    return this.record({ ...transfer, pendingId: null, timeoutAtMs }, debit, credit);
  }

  private resolve(transfer: PostTransfer | VoidTransfer): TransferResult {
    const pending = this.transfers.get(transfer.pendingId);
    if (pending?.kind !== 'pending') return refused('pending_not_found');
    const refusal = this.refusalOfResolution(transfer, pending);
    if (refusal !== undefined) return refusal;
    const postedMinor = transfer.kind === 'post' ? (transfer.amountMinor ?? pending.amountMinor) : 0n;
    const debit = this.account(pending.debitAccountId);
    const credit = this.account(pending.creditAccountId);
    assert(
      debit !== undefined && credit !== undefined,
      'the accounts of a pending transfer are loaded with it',
    );
    assert(debit.debitsPending >= pending.amountMinor, 'what is resolved was reserved at the payer');
    assert(credit.creditsPending >= pending.amountMinor, 'what is resolved was announced to the payee');
    this.accounts.set(debit.id, {
      ...debit,
      debitsPending: debit.debitsPending - pending.amountMinor,
      debitsPosted: debit.debitsPosted + postedMinor,
    });
    this.accounts.set(credit.id, {
      ...credit,
      creditsPending: credit.creditsPending - pending.amountMinor,
      creditsPosted: credit.creditsPosted + postedMinor,
    });
    const amountMinor = transfer.kind === 'post' ? postedMinor : pending.amountMinor;
    const { kind, id, pendingId } = transfer;
    return this.record({ ...pending, kind, id, pendingId, amountMinor, timeoutAtMs: null }, debit, credit);
  }

  private refusalOfResolution(
    transfer: PostTransfer | VoidTransfer,
    pending: RecordedTransfer,
  ): TransferResult | undefined {
    const earlier = this.resolutions.get(pending.id);
    if (earlier !== undefined) {
      return refused(earlier.kind === 'post' ? 'pending_already_posted' : 'pending_already_voided');
    }
    return transfer.kind === 'post' ? refusalOfPost(transfer, pending, this.nowMs) : undefined;
  }

  private isSame(known: RecordedTransfer, transfer: Transfer): boolean {
    if (known.kind !== transfer.kind) return false;
    if (transfer.kind === 'direct' || transfer.kind === 'pending') return isSameMovement(known, transfer);
    if (known.pendingId !== transfer.pendingId) return false;
    const wantedMinor = transfer.kind === 'post' ? transfer.amountMinor : null;
    return known.amountMinor === (wantedMinor ?? this.transfers.get(transfer.pendingId)?.amountMinor);
  }

  private account(id: string): Account | undefined {
    return this.accounts.get(id) ?? this.slice.accounts.get(id);
  }

  private record(transfer: RecordedTransfer, debit: Account, credit: Account): TransferResult {
    this.transfers.set(transfer.id, transfer);
    if (transfer.pendingId !== null) this.resolutions.set(transfer.pendingId, transfer);
    this.recorded.push(transfer);
    return { outcome: 'applied', transfer, debit, credit };
  }
}

function isSameMovement(known: RecordedTransfer, transfer: DirectTransfer | PendingTransfer): boolean {
  return (
    known.debitAccountId === transfer.debitAccountId &&
    known.creditAccountId === transfer.creditAccountId &&
    known.amountMinor === transfer.amountMinor &&
    known.currency === transfer.currency
  );
}

function refusalOf(
  transfer: DirectTransfer | PendingTransfer,
  debit: Account,
  credit: Account,
): TransferResult | undefined {
  for (const account of [debit, credit]) {
    if (account.isClosed) return refused('account_closed', account.id);
    if (account.currency !== transfer.currency) return refused('currency_mismatch', account.id);
  }
  const isCovered = debit.mayOverdraw || availableMinor(debit) >= transfer.amountMinor;
  return isCovered ? undefined : refused('insufficient_funds', debit.id);
}

function refusalOfPost(
  post: PostTransfer,
  pending: RecordedTransfer,
  nowMs: number,
): TransferResult | undefined {
  if (post.amountMinor !== null && post.amountMinor <= 0n) return refused('amount_out_of_range');
  if (post.amountMinor !== null && post.amountMinor > pending.amountMinor) return refused('exceeds_pending');
  const isTimedOut = pending.timeoutAtMs !== null && nowMs >= pending.timeoutAtMs;
  return isTimedOut ? refused('pending_timed_out') : undefined;
}

function refused(refusal: Refusal, accountId?: string): TransferResult {
  return accountId === undefined
    ? { outcome: 'refused', refusal }
    : { outcome: 'refused', refusal, accountId };
}
