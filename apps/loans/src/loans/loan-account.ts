import { type Due, Exact, type Instalment, principalOwed, unpaidMinor } from '@paymo/lending';
import type {
  CompletedTransferRow,
  InstalmentRow,
  LoanEnding,
  LoanRow,
  LoanStatus,
} from './loan-statements.js';

/** A loan with its plan in force, in memory. */
export interface LoanAccount {
  readonly id: string;
  readonly accountId: string;
  readonly status: LoanStatus;
  readonly ending: LoanEnding | null;
  readonly currency: string;
  readonly principalMinor: bigint;
  readonly annualRate: Exact;
  readonly agreedOn: string;
  readonly drawnOn: string;
  /** Number of the plan in force, and the day from which its first period counts. */
  readonly plan: number;
  readonly planFrom: string;
  readonly dues: readonly Due[];
  /** The plan as the database has it; null while it does not have this one. */
  readonly storedDues: readonly Due[] | null;
  readonly collectionsPausedUntil: string | null;
}

export function toLoanAccount(row: LoanRow, instalments: readonly InstalmentRow[]): LoanAccount {
  const dues = instalments.map(toDue);
  return {
    id: row.id,
    accountId: row.account_id,
    status: row.status,
    ending: row.ending,
    currency: row.currency,
    principalMinor: BigInt(row.principal_minor),
    annualRate: new Exact(row.annual_rate),
    agreedOn: row.agreed_on,
    drawnOn: row.drawn_on,
    plan: row.plan,
    planFrom: row.plan_from,
    dues,
    storedDues: dues,
    collectionsPausedUntil: row.collections_paused_until,
  };
}

function toDue(row: InstalmentRow): Due {
  return {
    number: row.number,
    dueOn: row.due_on,
    paymentMinor: BigInt(row.payment_minor),
    interestMinor: BigInt(row.interest_minor),
    principalMinor: BigInt(row.principal_minor),
    balanceMinor: BigInt(row.balance_minor),
    paidMinor: BigInt(row.paid_minor),
  };
}

/** What interest of the plan in force is counted by. */
export function interestTerms(loan: LoanAccount): {
  annualRate: Exact;
  dayCount: '30/360';
  drawnOn: string;
  rounding: 'half-up';
} {
  return { annualRate: loan.annualRate, dayCount: '30/360', drawnOn: loan.planFrom, rounding: 'half-up' };
}

/** The loan with a plan that replaces the one in force from a day on. */
export function withPlan(loan: LoanAccount, instalments: readonly Instalment[], from: string): LoanAccount {
  const dues = instalments.map((each) => ({ ...each, paidMinor: 0n }));
  return { ...loan, plan: loan.plan + 1, planFrom: from, dues, storedDues: null };
}

/** What is owed of the principal; nothing of a loan that was never paid out. */
export function owedMinor(loan: LoanAccount): bigint {
  return loan.status === 'cancelled' ? 0n : principalOwed(loan.dues);
}

/** When the oldest instalment that is not wholly paid is due; null when all are. */
export function oldestDueOn({ dues }: LoanAccount): string | null {
  return dues.find((due) => unpaidMinor(due) > 0n)?.dueOn ?? null;
}

export type Completion = Pick<
  CompletedTransferRow,
  'kind' | 'status' | 'refusal' | 'business_date' | 'keep' | 'days_under_way'
> & { readonly movedMinor: bigint };
