import { finalStatuses, type PaymentSettled, paymentSettled } from '@paymo/contracts';
import type { Transfer, TransferResult } from '@paymo/ledger';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { newId } from '@paymo/platform';
import { type Answer, storeAnswers } from './idempotency.js';
import type { Payment } from './payment.entity.js';
import { nextStatus, type PaymentEvent, type PaymentStatus } from './payment-status.js';
import * as sql from './payment-statements.js';
import { viewPayment } from './payment-view.js';
import type { Origin } from './submitted-event.js';

/** Undecided holds are undone that long before their legal end, so that a slow hour cannot break the law. */
const expiryMarginMs = 3_600_000;

/** Something that happened to a payment and may move it, and its money, on. */
export interface Happening {
  readonly paymentId: string;
  readonly event: PaymentEvent;
  /** Who or what made it happen: `scoring`, `deadline`, or a reviewer. */
  readonly actor: string;
  /** The state that it is about: when the payment has left it meanwhile, nothing happens. */
  readonly onlyFrom?: PaymentStatus;
  /** With the event `confirm`: who signed the payment. */
  readonly confirmation?: Confirmation;
}

/** A payer's signature that was found good, and where the payment came from. */
interface Confirmation extends Origin {
  readonly owner: string;
  readonly deviceKeyId: string;
}

export interface Moved {
  readonly payment: Payment;
  readonly event: PaymentEvent;
  /** What moved it, in its order; of happenings that race, only those that did. */
  readonly by: readonly Happening[];
  readonly answer: Answer;
}

/** A payment that its payer has signed. */
export interface Confirmed {
  readonly payment: Payment;
  readonly confirmation: Confirmation;
  readonly traceparent: string | undefined;
}

interface Move extends Moved {
  readonly from: PaymentStatus;
  readonly actor: string;
  readonly key: string;
  readonly confirmation: Confirmation | undefined;
  readonly traceparent: string | undefined;
}

/** Payments between being locked and having their money moved. */
export interface Settling {
  readonly transfers: readonly Transfer[];
  /** Those that wait for scoring from now on. */
  readonly confirmed: readonly Confirmed[];
  /** Writes the new states, and answers which payments moved. */
  readonly conclude: (results: readonly TransferResult[]) => Moved[];
}

/**
 * Begins to apply what happened to payments: their states, their money and their announcements belong to one
 * transaction. A happening that comes twice or too late changes nothing.
 */
export async function beginSettling(
  transaction: AnnouncingTransaction,
  happenings: readonly Happening[],
  now: Date,
  deadlineOf: (receivedAt: Date) => Date,
): Promise<Settling> {
  if (happenings.length === 0) return { transfers: [], confirmed: [], conclude: () => [] };
  const ids = happenings.map(({ paymentId }) => paymentId);
  const rows = await transaction.query<sql.LockedPaymentRow>(sql.lockPayments, [ids]);
  const moves = movesOf(rows, happenings, now);

  const conclude = (results: readonly TransferResult[]): Moved[] => {
    const refused = results.find(({ outcome }) => outcome !== 'applied');
    if (refused !== undefined) {
      throw new Error(`the ledger did not resolve a reservation: ${JSON.stringify(refused)}`);
    }
    if (moves.length > 0) write(transaction, moves, now, deadlineOf);
    return moves;
  };
  return { transfers: moves.flatMap(toResolution), confirmed: moves.flatMap(toConfirmed), conclude };
}

function write(
  transaction: AnnouncingTransaction,
  moves: readonly Move[],
  now: Date,
  deadlineOf: (receivedAt: Date) => Date,
): void {
  writeMoves(transaction, moves, now);
  enterHolds(transaction, moves, now, deadlineOf);
  storeAnswers(transaction, moves);
  for (const { payment, from, traceparent } of moves) {
    // Nobody else has heard of a payment that was never signed.
    if (from === 'requires_action') continue;
    const status = finalStatuses.find((final) => final === payment.status);
    if (status !== undefined)
      transaction.announce(paymentSettled, settledEvent(payment, status), traceparent);
  }
}

/** One move a payment and transaction: of several happenings each starts where the one before it led. */
export function movesOf(
  rows: readonly sql.LockedPaymentRow[],
  happenings: readonly Happening[],
  now: Date,
): Move[] {
  const current = new Map(rows.map((row) => [row.id, row]));
  const moves = new Map<string, Move>();
  for (const happening of happenings) {
    const row = current.get(happening.paymentId);
    const from = moves.get(happening.paymentId)?.payment.status ?? row?.status;
    if (row === undefined || from === undefined) continue;
    const status = statusAfter(from, happening);
    if (status === undefined) continue;
    const by = [...(moves.get(row.id)?.by ?? []), happening];
    moves.set(row.id, toMove(row, by, happening, toPayment(row, status, now)));
  }
  return [...moves.values()];
}

function statusAfter(from: PaymentStatus, { event, onlyFrom }: Happening): PaymentStatus | undefined {
  return onlyFrom === undefined || onlyFrom === from ? nextStatus(from, event) : undefined;
}

function toMove(
  row: sql.LockedPaymentRow,
  by: readonly Happening[],
  { event, actor, confirmation }: Happening,
  payment: Payment,
): Move {
  return {
    payment,
    event,
    by,
    actor,
    confirmation,
    from: row.status,
    key: row.idempotency_key,
    traceparent: row.traceparent ?? undefined,
    answer: { status: 201, body: JSON.stringify(viewPayment(payment)) },
  };
}

function toPayment(row: sql.LockedPaymentRow, status: PaymentStatus, now: Date): Payment {
  return {
    id: row.id,
    payerId: row.payer_id,
    payeeId: row.payee_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    type: row.type,
    reference: row.reference,
    status,
    version: row.version + 1,
    occurredAt: row.occurred_at,
    createdAt: row.created_at,
    updatedAt: now,
  };
}

function toConfirmed({ payment, confirmation, traceparent }: Move): Confirmed[] {
  if (payment.status !== 'submitted' || confirmation === undefined) return [];
  return [{ payment, confirmation, traceparent }];
}

function toResolution({ payment }: Move): Transfer[] {
  switch (payment.status) {
    case 'settled':
      return [{ kind: 'post', id: newId(), pendingId: payment.id, amountMinor: null }];
    case 'declined':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'failed':
      return [{ kind: 'void', id: newId(), pendingId: payment.id }];
    case 'held':
    case 'submitted':
    case 'requires_action':
      return [];
  }
}

function writeMoves(transaction: AnnouncingTransaction, moves: readonly Move[], now: Date): void {
  const isOver = ({ payment }: Move): boolean => payment.status !== 'held' && payment.status !== 'submitted';
  transaction.write(sql.movePayments, [
    moves.map(({ payment }) => payment.id),
    moves.map(({ from }) => from),
    moves.map(({ payment }) => payment.status),
    moves.map(({ payment }) => payment.version),
    moves.map(({ actor }) => actor),
    moves.filter(isOver).map(({ payment }) => payment.id),
    now,
  ]);
}

/** A hold has the clock that the law sets; the payment expires early enough that nothing outlives it. */
function enterHolds(
  transaction: AnnouncingTransaction,
  moves: readonly Move[],
  now: Date,
  deadlineOf: (receivedAt: Date) => Date,
): void {
  const held = moves.filter(({ payment }) => payment.status === 'held').map(({ payment }) => payment);
  if (held.length === 0) return;
  const deadlines = held.map(({ createdAt }) => deadlineOf(createdAt));
  const expiries = deadlines.map((deadline) => new Date(deadline.getTime() - expiryMarginMs));
  const ids = held.map(({ id }) => id);
  transaction.write(sql.enterHolds, [ids, deadlines, now]);
  transaction.write(sql.prolongPayments, [ids, expiries]);
}

function settledEvent(payment: Payment, status: PaymentSettled['status']): PaymentSettled {
  return {
    paymentId: payment.id,
    payerId: payment.payerId,
    payeeId: payment.payeeId,
    amount: { value: Number(payment.amountMinor), currency: payment.currency },
    type: payment.type,
    status,
    occurredAtMs: payment.occurredAt.getTime(),
    settledAtMs: payment.updatedAt.getTime(),
  };
}
