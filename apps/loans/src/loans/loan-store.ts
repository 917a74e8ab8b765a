import {
  type LedgerTransferRequested,
  ledgerTransferRequested,
  type LoanChange,
  loanChanged,
} from '@paymo/contracts';
import type { CivilDate, PartialKeep } from '@paymo/lending';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { newId, PaymoError, publicId, type Transaction } from '@paymo/platform';
import type { HistoryDetails } from './history-details.js';
import { type LoanAccount, oldestDueOn, owedMinor, toLoanAccount } from './loan-account.js';
import * as sql from './loan-statements.js';

/** Locks loans and reads their plans in force, by id. */
export async function lockLoans(
  transaction: Transaction,
  ids: readonly string[],
): Promise<Map<string, LoanAccount>> {
  const rows = await transaction.query<sql.LoanRow>(sql.lockLoans, [ids]);
  const instalments = await transaction.query<sql.InstalmentRow>(sql.readInstalments, [ids]);
  const byLoan = groupByLoan(instalments);
  return new Map(rows.map((row) => [row.id, toLoanAccount(row, byLoan.get(row.id) ?? [])]));
}

/** Instalments by the loan that they belong to, in their order. */
export function groupByLoan(instalments: readonly sql.InstalmentRow[]): Map<string, sql.InstalmentRow[]> {
  const groups = new Map<string, sql.InstalmentRow[]>();
  for (const each of instalments) {
    const group = groups.get(each.loan_id);
    if (group === undefined) groups.set(each.loan_id, [each]);
    else group.push(each);
  }
  return groups;
}

/** @throws PaymoError when there is none */
export async function lockLoan(transaction: Transaction, id: string): Promise<LoanAccount> {
  const loan = (await lockLoans(transaction, [id])).get(id);
  if (loan === undefined) throw unknownLoan(id);
  return loan;
}

export function unknownLoan(id: string): PaymoError {
  return new PaymoError('loan.not_found', `${publicId('loan', id)} does not exist.`);
}

/** Writes loans as they are now, with what was paid and plans that are new. */
export function storeLoans(transaction: Transaction, loans: readonly LoanAccount[], now: Date): void {
  if (loans.length === 0) return;
  transaction.write(sql.moveLoans, [
    loans.map(({ id }) => id),
    loans.map(({ status }) => status),
    loans.map(({ ending }) => ending),
    loans.map(({ plan }) => plan),
    loans.map(({ planFrom }) => planFrom),
    loans.map(({ annualRate }) => annualRate.toString()),
    loans.map(owedMinor),
    loans.map(({ dues }) => dues[0]?.paymentMinor ?? 0n),
    loans.map(({ collectionsPausedUntil }) => collectionsPausedUntil),
    loans.map(oldestDueOn),
    now,
  ]);
  for (const loan of loans.filter(({ storedDues }) => storedDues === null)) storePlan(transaction, loan);
  const paid = loans.flatMap(paidAnew);
  if (paid.length === 0) return;
  transaction.write(sql.payInstalments, [
    paid.map(({ id }) => id),
    paid.map(({ plan }) => plan),
    paid.map(({ number }) => number),
    paid.map(({ paidMinor }) => paidMinor),
  ]);
}

/** Instalments of a stored plan on which more was paid than the database knows. */
function paidAnew({ id, plan, dues, storedDues }: LoanAccount) {
  return dues
    .filter(({ paidMinor }, index) => storedDues !== null && storedDues[index]?.paidMinor !== paidMinor)
    .map(({ number, paidMinor }) => ({ id, plan, number, paidMinor }));
}

export function storePlan(transaction: Transaction, { id, plan, dues }: LoanAccount): void {
  transaction.write(sql.insertInstalments, [
    dues.map(() => id),
    dues.map(() => plan),
    dues.map(({ number }) => number),
    dues.map(({ dueOn }) => dueOn),
    dues.map(({ paymentMinor }) => paymentMinor),
    dues.map(({ interestMinor }) => interestMinor),
    dues.map(({ principalMinor }) => principalMinor),
    dues.map(({ balanceMinor }) => balanceMinor),
    dues.map(({ paidMinor }) => paidMinor),
  ]);
}

export interface HistoryEntry {
  /** As it is afterwards. */
  readonly loan: Pick<LoanAccount, 'id' | 'accountId' | 'status'>;
  readonly event: LoanChange;
  readonly actor: string;
  readonly details: HistoryDetails;
}

/** Keeps what happened to loans, and tells it. */
export function storeHistory(
  transaction: AnnouncingTransaction,
  entries: readonly HistoryEntry[],
  now: Date,
): void {
  if (entries.length === 0) return;
  const ids = entries.map(() => newId());
  transaction.write(sql.insertHistory, [
    ids,
    entries.map(({ loan }) => loan.id),
    entries.map(({ event }) => event),
    entries.map(({ actor }) => actor),
    JSON.stringify(entries.map(({ details }) => details)),
    now,
  ]);
  for (const [index, { loan, event }] of entries.entries()) {
    const { id: loanId, accountId, status } = loan;
    const told = { eventId: ids[index] ?? '', loanId, accountId, change: event, status, atMs: now.getTime() };
    transaction.announce(loanChanged, told, undefined);
  }
}

/** Money that a loan asks for. */
export interface TransferOrder {
  readonly loanId: string;
  readonly accountId: string;
  readonly kind: sql.TransferKind;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly on: CivilDate;
  readonly keep: PartialKeep | null;
}

/**
 * Asks the ledger for money, each order once; answers those that were new. An order is not made while another of its loan
 * is on its way, nor a second collection of one day.
 */
export async function requestTransfers(
  transaction: AnnouncingTransaction,
  orders: readonly TransferOrder[],
  now: Date,
  traceparent: string | undefined,
): Promise<TransferOrder[]> {
  if (orders.length === 0) return [];
  const withIds = orders.map((order) => ({ ...order, id: newId() }));
  const rows = await transaction.query<{ id: string }>(sql.insertTransfers, [
    withIds.map(({ id }) => id),
    withIds.map(({ loanId }) => loanId),
    withIds.map(({ accountId }) => accountId),
    withIds.map(({ kind }) => kind),
    withIds.map(({ amountMinor }) => amountMinor),
    withIds.map(({ currency }) => currency),
    withIds.map(({ on }) => on),
    withIds.map(({ keep }) => keep),
  ]);
  const inserted = new Set(rows.map(({ id }) => id));
  const made = withIds.filter(({ id }) => inserted.has(id));
  for (const order of made) transaction.announce(ledgerTransferRequested, requestOf(order, now), traceparent);
  return made;
}

/** @throws PaymoError `conflict.transfer_under_way` when other money of the loan is on its way */
export async function requestTransfer(
  transaction: AnnouncingTransaction,
  order: TransferOrder,
  now: Date,
  traceparent: string | undefined,
): Promise<void> {
  const made = await requestTransfers(transaction, [order], now, traceparent);
  if (made.length > 0) return;
  const detail = 'Money of this loan is on its way; repeat the request in a second.';
  throw new PaymoError('conflict.transfer_under_way', detail, { retryAfterSeconds: 1 });
}

/** Dues are taken as far as they are there; what a customer orders is all or nothing. */
function requestOf(order: TransferOrder & { readonly id: string }, now: Date): LedgerTransferRequested {
  const isPaidOut = order.kind === 'payout' || order.kind === 'refund';
  return {
    transferId: order.id,
    accountId: order.accountId,
    direction: isPaidOut ? 'to-customer' : 'from-customer',
    amount: { value: Number(order.amountMinor), currency: order.currency },
    takesPart: order.kind === 'due',
    subjectId: order.loanId,
    purpose: `loan-${order.kind}`,
    requestedAtMs: now.getTime(),
  };
}
