import assert from 'node:assert/strict';
import type { CivilDate } from './civil-date.js';
import { type DayCount, yearFraction } from './day-count.js';
import { Exact, exactOf, minOf, type Rounding, sumOf, toMinor } from './decimal.js';

export const methods = ['annuity', 'equal-principal', 'single-payment'] as const;
export type Method = (typeof methods)[number];

export const lastInstalments = ['absorbs', 'iterated'] as const;
/**
 * What becomes of the rounding: the last instalment absorbs it, or the instalment is first moved as Apache Fineract
 * moves it, until the last one is as near to the others as it gets.
 */
export type LastInstalment = (typeof lastInstalments)[number];

export interface ScheduleTerms {
  readonly principalMinor: bigint;
  /** Nominal, as a fraction of 1 a year. */
  readonly annualRate: Exact;
  readonly method: Method;
  readonly dayCount: DayCount;
  readonly drawnOn: CivilDate;
  /** Ascending, each after the drawdown; one of them for a single payment. */
  readonly dueDates: readonly CivilDate[];
  readonly rounding: Rounding;
  readonly lastInstalment: LastInstalment;
}

export interface Instalment {
  /** From 1. */
  readonly number: number;
  readonly dueOn: CivilDate;
  readonly paymentMinor: bigint;
  readonly interestMinor: bigint;
  readonly principalMinor: bigint;
  /** What is owed of the principal after this payment. */
  readonly balanceMinor: bigint;
}

const adjustmentsMax = 3;

/**
 * The plan that repays a loan: interest of each period on the balance, rounded once, and principal.
 *
 * An annuity is P · Π f / Σ Π f of the periods after it, where f = 1 + rate × part of the year; with equal periods this
 * is the textbook's P · i / (1 − (1 + i)⁻ⁿ). Principal sums to what was drawn and the last balance is zero.
 *
 * @throws RangeError when an instalment would not cover the interest of its period
 */
export function buildSchedule(terms: ScheduleTerms): Instalment[] {
  const { principalMinor, dueDates, method, rounding } = terms;
  assert(principalMinor > 0n, 'the amount is checked at the edge');
  assert(dueDates.length > 0, 'a loan has an instalment');
  assert(method !== 'single-payment' || dueDates.length === 1, 'a single payment is one');
  const rates = periodRates(terms);
  if (method !== 'annuity') {
    const share = toMinor(exactOf(principalMinor).div(dueDates.length), rounding);
    return repay(terms, rates, (interestMinor) => interestMinor + share);
  }
  const level = toMinor(exactAnnuity(principalMinor, rates), rounding);
  return terms.lastInstalment === 'iterated'
    ? nearLast(terms, rates, level)
    : repay(terms, rates, () => level);
}

/** Interest on the whole principal for each period, as a fraction. */
function periodRates({ drawnOn, dueDates, dayCount, annualRate }: ScheduleTerms): Exact[] {
  return dueDates.map((dueOn, index) => {
    const from = dueDates[index - 1] ?? drawnOn;
    assert(from < dueOn, 'due dates ascend');
    return annualRate.times(yearFraction(from, dueOn, dayCount));
  });
}

function exactAnnuity(principalMinor: bigint, rates: readonly Exact[]): Exact {
  let growth = new Exact(1);
  let growthsAfter = new Exact(0);
  for (const rate of rates.toReversed()) {
    growthsAfter = growthsAfter.plus(growth);
    growth = growth.times(rate.plus(1));
  }
  return growth.times(exactOf(principalMinor)).div(growthsAfter);
}

/** Pays what is asked each time and the rest at the end; never more than what is owed. */
function repay(
  { principalMinor, dueDates, rounding }: ScheduleTerms,
  rates: readonly Exact[],
  paymentOf: (interestMinor: bigint) => bigint,
): Instalment[] {
  const instalments: Instalment[] = [];
  let balanceMinor = principalMinor;
  for (const [index, dueOn] of dueDates.entries()) {
    const interestMinor = toMinor(exactOf(balanceMinor).times(rates[index] ?? 0), rounding);
    const owedMinor = balanceMinor + interestMinor;
    const isLast = index === dueDates.length - 1;
    const paymentMinor = isLast ? owedMinor : minOf(paymentOf(interestMinor), owedMinor);
    if (paymentMinor < interestMinor)
      throw new RangeError(`instalment ${index + 1} does not cover the interest of its period`);
    const principalPaid = paymentMinor - interestMinor;
    balanceMinor -= principalPaid;
    instalments.push({
      number: index + 1,
      dueOn,
      paymentMinor,
      interestMinor,
      principalMinor: principalPaid,
      balanceMinor,
    });
  }
  assert(balanceMinor === 0n, 'paying as scheduled ends at zero');
  assert(
    sumOf(instalments.map((each) => each.principalMinor)) === principalMinor,
    'principal sums to the loan',
  );
  return instalments;
}

/**
 * Moves the instalment by its share of the last one's difference while that is more than half a minor unit an
 * instalment, and as long as it helps; the rule of Apache Fineract's progressive loans.
 */
function nearLast(terms: ScheduleTerms, rates: readonly Exact[], first: bigint): Instalment[] {
  const count = BigInt(rates.length);
  let level = first;
  let schedule = repay(terms, rates, () => level);
  for (let adjusted = 0; adjusted < adjustmentsMax; adjusted += 1) {
    const difference = lastDifference(schedule);
    if (magnitude(difference) <= count / 2n || count < 2n) return schedule;
    const moved = level + toMinor(exactOf(difference).div(rates.length), 'half-up');
    if (moved === level) return schedule;
    const next = repay(terms, rates, () => moved);
    if (magnitude(lastDifference(next)) >= magnitude(difference)) return schedule;
    [level, schedule] = [moved, next];
  }
  return schedule;
}

function lastDifference(schedule: readonly Instalment[]): bigint {
  return (schedule.at(-1)?.paymentMinor ?? 0n) - (schedule.at(-2)?.paymentMinor ?? 0n);
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
