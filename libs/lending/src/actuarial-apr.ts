import { type CivilDate, daysBetween, monthsAndDays } from './civil-date.js';
import { Exact, exactOf, sumOf } from './decimal.js';
import { findRoot, type Point } from './find-root.js';

/** Money after a number of unit periods: whole ones, and a fraction of one that comes before them. */
export interface UnitFlow {
  readonly amountMinor: bigint;
  readonly periods: number;
  /** 0 to below 1. */
  readonly fraction: Exact;
}

/** The common period of a transaction (Regulation Z, Appendix J (b)(4)). */
export type UnitPeriod =
  { readonly unit: 'month'; readonly count: number } | { readonly unit: 'day'; readonly count: number };

const rateMin = new Exact('-0.99');
const rateMax = new Exact('1e9');

/**
 * The annual percentage rate of the United States, nominal, by the actuarial method: Σ A / ((1 + e i)(1 + i)^q) =
 * Σ P / ((1 + f i)(1 + i)^t), and the APR is w · i (12 CFR 1026, Appendix J (b)(8)).
 *
 * @param unitPeriodsPerYear w: 12 for months, 4 for quarters
 * @returns the APR as a fraction of 1
 * @throws RangeError when no rate makes the two sides equal
 */
export function actuarialApr(
  advances: readonly UnitFlow[],
  payments: readonly UnitFlow[],
  unitPeriodsPerYear: Exact,
): Exact {
  const paid = sumOf(payments.map(({ amountMinor }) => amountMinor));
  const advanced = sumOf(advances.map(({ amountMinor }) => amountMinor));
  if (paid <= 0n || advanced <= 0n) throw new RangeError('an APR needs an advance and a payment');
  const at = (rate: Exact): Point => {
    let [value, slope] = [new Exact(0), new Exact(0)];
    for (const [sign, flows] of [[1n, payments] as const, [-1n, advances] as const])
      for (const flow of flows) {
        const point = presentOf({ ...flow, amountMinor: sign * flow.amountMinor }, rate);
        value = value.plus(point.value);
        slope = slope.plus(point.slope);
      }
    return { value, slope };
  };
  const [low, high] = paid >= advanced ? [new Exact(0), upperRate(at)] : [rateMin, new Exact(0)];
  return findRoot(at, low, high).times(unitPeriodsPerYear);
}

function presentOf({ amountMinor, periods, fraction }: UnitFlow, rate: Exact): Point {
  const odd = fraction.times(rate).plus(1);
  const whole = rate.plus(1);
  const value = exactOf(amountMinor).div(odd.times(whole.pow(periods)));
  return { value, slope: value.times(fraction.div(odd).plus(exactOf(periods).div(whole))).neg() };
}

function upperRate(at: (rate: Exact) => Point): Exact {
  for (let rate = new Exact('0.25'); rate.lte(rateMax); rate = rate.times(4))
    if (at(rate).value.lte(0)) return rate;
  throw new RangeError('no APR makes these advances and payments equal');
}

/** Time as unit periods: whole ones, and a fraction of one that comes before them. */
export type UnitTime = Pick<UnitFlow, 'periods' | 'fraction'>;

export function unitTimeOf(unitPeriods: Exact): UnitTime {
  const periods = unitPeriods.floor();
  return { periods: periods.toNumber(), fraction: unitPeriods.minus(periods) };
}

/**
 * Counts unit periods between two dates: whole ones back from the later date, and the days before them as a fraction.
 * Months count the days as of 30, days as they are (Appendix J (b)(5)); a unit of a year counts them of 365.
 */
export function unitPeriodsBetween(from: CivilDate, to: CivilDate, period: UnitPeriod): UnitTime {
  if (period.unit === 'day') return unitTimeOf(exactOf(daysBetween(from, to)).div(period.count));
  const { months, days } = monthsAndDays(from, to);
  return unitTimeOf(unitPeriodsOf(exactOf(months), exactOf(days), period.count));
}

/** Unit periods, each of so many months, in a time of months and days. */
export function unitPeriodsOf(months: Exact, days: Exact, unitMonths: number): Exact {
  const daysOfUnit = unitMonths === 12 ? 365 : unitMonths * 30;
  return months.div(unitMonths).plus(days.div(daysOfUnit));
}

/** w of the formula. */
export function unitPeriodsPerYear({ unit, count }: UnitPeriod): Exact {
  if (unit === 'month') return exactOf(12).div(count);
  // Weeks and half-months have their own count of a year (Appendix J (b)(4)(i)): 52 weeks, not 365/7.
  return count % 7 === 0 ? exactOf(52 * 7).div(count) : exactOf(365).div(count);
}
