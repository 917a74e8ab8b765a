import assert from 'node:assert/strict';
import { type CivilDate, daysBetween } from './civil-date.js';
import { type DayCount, yearFraction } from './day-count.js';
import { type Exact, exactOf, minOf, sumOf, toMinor } from './decimal.js';
import type { Instalment } from './schedule.js';

/** An instalment with what was paid of it: interest is paid before principal. */
export interface Due extends Instalment {
  readonly paidMinor: bigint;
}

export function unpaidMinor({ paymentMinor, paidMinor }: Due): bigint {
  return paymentMinor - paidMinor;
}

/** Principal that is still owed, due or not. */
export function principalOwed(dues: readonly Due[]): bigint {
  return sumOf(dues.map((due) => due.principalMinor - minOf(due.principalMinor, afterInterest(due))));
}

/** Interest of instalments due by a day that is not paid. */
function interestOwed(dues: readonly Due[], on: CivilDate): bigint {
  const due = dues.filter(({ dueOn }) => dueOn <= on);
  return sumOf(due.map(({ interestMinor, paidMinor }) => interestMinor - minOf(interestMinor, paidMinor)));
}

function afterInterest({ paidMinor, interestMinor }: Due): bigint {
  return paidMinor > interestMinor ? paidMinor - interestMinor : 0n;
}

export interface Allocation {
  readonly dues: readonly Due[];
  /** What was paid above the whole debt. */
  readonly restMinor: bigint;
}

/** Puts a payment on the instalments, the oldest first. */
export function allocate(dues: readonly Due[], amountMinor: bigint): Allocation {
  assert(amountMinor >= 0n, 'a payment is not negative');
  let restMinor = amountMinor;
  const allocated = dues.map((due) => {
    const partMinor = minOf(unpaidMinor(due), restMinor);
    restMinor -= partMinor;
    return partMinor === 0n ? due : { ...due, paidMinor: due.paidMinor + partMinor };
  });
  return { dues: allocated, restMinor };
}

/** What instalments due by a day lack. */
export function overdueMinor(dues: readonly Due[], on: CivilDate): bigint {
  return sumOf(dues.filter(({ dueOn }) => dueOn <= on).map(unpaidMinor));
}

export interface InterestTerms {
  readonly annualRate: Exact;
  readonly dayCount: DayCount;
  readonly drawnOn: CivilDate;
}

export interface Payoff {
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
}

/**
 * What ends a loan on a day: principal, interest of instalments that fell due, and interest for the days since, never
 * more than the period's scheduled interest. What a customer has paid ahead of time counts against it.
 */
export function payoffOn(dues: readonly Due[], terms: InterestTerms, on: CivilDate): Payoff {
  const principalMinor = principalOwed(dues);
  const next = dues.find(({ dueOn }) => dueOn > on);
  const paidAhead = next === undefined ? 0n : minOf(next.paidMinor, next.interestMinor);
  const accrued = next === undefined ? 0n : accruedOf(next, dues, terms, on) - paidAhead;
  return { principalMinor, interestMinor: interestOwed(dues, on) + (accrued > 0n ? accrued : 0n) };
}

function accruedOf(next: Due, dues: readonly Due[], terms: InterestTerms, on: CivilDate): bigint {
  const before = dues.findLast(({ dueOn }) => dueOn <= on);
  const from = before?.dueOn ?? terms.drawnOn;
  if (from >= on) return 0n;
  const balanceMinor = next.balanceMinor + next.principalMinor;
  const accrued = exactOf(balanceMinor)
    .times(terms.annualRate)
    .times(yearFraction(from, on, terms.dayCount));
  return minOf(toMinor(accrued, 'down'), next.interestMinor);
}

/** How late a loan is, in days. */
export const arrearsBuckets = ['current', '1-29', '30-59', '60-89', '90+'] as const;
export type ArrearsBucket = (typeof arrearsBuckets)[number];

export interface Arrears {
  readonly bucket: ArrearsBucket;
  /** Days since the oldest instalment that is not fully paid fell due. */
  readonly daysPastDue: number;
  readonly overdueMinor: bigint;
}

/** Ages a loan's arrears. The due date itself is not late: the day after it is day 1. */
export function ageArrears(dues: readonly Due[], on: CivilDate): Arrears {
  const oldest = dues.find((due) => due.dueOn < on && unpaidMinor(due) > 0n);
  const daysPastDue = oldest === undefined ? 0 : daysBetween(oldest.dueOn, on);
  const lateMinor = sumOf(dues.filter(({ dueOn }) => dueOn < on).map(unpaidMinor));
  return { bucket: bucketOf(daysPastDue), daysPastDue, overdueMinor: lateMinor };
}

function bucketOf(daysPastDue: number): ArrearsBucket {
  if (daysPastDue === 0) return 'current';
  if (daysPastDue < 30) return '1-29';
  if (daysPastDue < 60) return '30-59';
  return daysPastDue < 90 ? '60-89' : '90+';
}
