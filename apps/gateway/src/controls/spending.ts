import type { Permit } from '@paymo/ledger';
import { PaymoError, publicId, type Transaction } from '@paymo/platform';
import type { Submission } from '../payments/accept-payments.js';
import { fieldError } from '../payments/refusals.js';
import type { Moved } from '../payments/settle-payments.js';
import * as sql from './control-statements.js';
import {
  type Breach,
  breachOf,
  dayOf,
  endOf,
  spend,
  type SpendingLimits,
  type Spent,
  spentOn,
} from './spending-limits.js';

/** What an owner has said about an account, and what was sent from it. */
export interface AccountControls {
  readonly isFrozen: boolean;
  readonly limits: SpendingLimits;
  readonly spent: Spent;
}

/** The controls of accounts that have some, by account; most have none. */
export async function controlsOf(
  transaction: Pick<Transaction, 'query'>,
  accountIds: readonly string[],
): Promise<Map<string, AccountControls>> {
  if (accountIds.length === 0) return new Map();
  const rows = await transaction.query<sql.ControlsRow>(sql.readControls, [[...new Set(accountIds)]]);
  return new Map(rows.map((row) => [row.account_id, toControls(row)]));
}

function toControls(row: sql.ControlsRow): AccountControls {
  const minor = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
  return {
    isFrozen: row.is_frozen,
    limits: {
      perPaymentMinor: minor(row.per_payment_minor),
      perDayMinor: minor(row.per_day_minor),
      perMonthMinor: minor(row.per_month_minor),
    },
    spent: {
      day: row.spent_on,
      dayMinor: BigInt(row.spent_day_minor),
      monthMinor: BigInt(row.spent_month_minor),
    },
  };
}

const nothing = new Set(['declined', 'rejected', 'expired', 'cancelled']);

/**
 * Judges the payments of a batch by the controls of their payers, whose accounts the transaction has locked. What it
 * permits is spent; what comes to nothing is given back. A refund gives back what was received: it is not spent, but
 * no more leaves a frozen account than anything else.
 */
export class Spending {
  private readonly refundIds: ReadonlySet<string>;
  private readonly spent = new Map<string, Spent>();
  private readonly added = new Map<string, bigint>();
  private readonly refused = new Map<string, PaymoError>();

  constructor(
    private readonly controls: ReadonlyMap<string, AccountControls>,
    submissions: readonly Submission[],
    private readonly now: Date,
  ) {
    this.refundIds = new Set(
      submissions.flatMap(({ isRefund, paymentId }) => (isRefund && paymentId !== null ? [paymentId] : [])),
    );
  }

  /** Whether the ledger may reserve the money of a payment. */
  readonly permit: Permit = ({ id, debitAccountId, amountMinor }) => {
    const controls = this.controls.get(debitAccountId);
    if (controls === undefined) return true;
    if (controls.isFrozen) return this.refuse(id, frozen(debitAccountId));
    if (this.refundIds.has(id)) return true;
    const spent = this.spent.get(debitAccountId) ?? spentOn(controls.spent, dayOf(this.now));
    const breach = breachOf(controls.limits, spent, amountMinor);
    if (breach !== undefined) return this.refuse(id, overLimit(breach, this.now));
    this.spent.set(debitAccountId, spend(spent, amountMinor));
    this.added.set(debitAccountId, (this.added.get(debitAccountId) ?? 0n) + amountMinor);
    return true;
  };

  /** Why a payment was not permitted. */
  readonly explain = (paymentId: string): PaymoError => {
    const error = this.refused.get(paymentId);
    if (error === undefined) throw new Error(`${paymentId} was permitted`);
    return error;
  };

  write(transaction: Transaction, moved: readonly Moved[]): void {
    if (this.added.size > 0) {
      const [ids, amounts] = [[...this.added.keys()], [...this.added.values()]];
      transaction.write(sql.countSpending, [ids, amounts, dayOf(this.now)]);
    }
    const freed = moved.map(({ payment }) => payment).filter(({ status }) => nothing.has(status));
    for (const day of new Set(freed.map(({ createdAt }) => dayOf(createdAt)))) {
      const payments = freed.filter(({ createdAt }) => dayOf(createdAt) === day);
      transaction.write(sql.freeSpending, [
        payments.map(({ id }) => id),
        payments.map(({ payerId }) => payerId),
        payments.map(({ amountMinor }) => amountMinor),
        day,
      ]);
    }
  }

  private refuse(paymentId: string, error: PaymoError): false {
    this.refused.set(paymentId, error);
    return false;
  }
}

function frozen(accountId: string): PaymoError {
  return fieldError('account.frozen', '/payer', `${publicId('acc', accountId)} is frozen; unfreeze it first`);
}

const periods = { per_payment: 'one payment', per_day: 'a day', per_month: 'a month' };

function overLimit({ limit, limitMinor, leftMinor }: Breach, now: Date): PaymoError {
  const resetsAt = limit === 'per_payment' ? null : endOf(limit === 'per_day' ? 'day' : 'month', now);
  const until = resetsAt === null ? '' : ` until ${resetsAt.toISOString()}`;
  const detail = `The limit for ${periods[limit]} is ${limitMinor} minor units, of which ${leftMinor} are left${until}.`;
  return new PaymoError('payment.over_limit', `${detail} Pay less, or change the limit.`, {
    errors: [{ pointer: '/amount/value', detail: `is more than the ${leftMinor} that are left` }],
    members: {
      limit,
      leftMinor: Number(leftMinor),
      ...(resetsAt === null ? {} : { resetsAt: resetsAt.toISOString() }),
    },
  });
}
