import { type Exact, exactOf, sumOf } from './decimal.js';
import { effectiveApr, yearsBetween } from './effective-apr.js';
import { chargesOf, type PriceCap, priceCapOf } from './price-cap.js';
import { buildSchedule, type Instalment, type ScheduleTerms } from './schedule.js';

export interface PricedLoan {
  readonly schedule: readonly Instalment[];
  /** Effective, as a fraction of 1. */
  readonly apr: Exact;
  readonly totalMinor: bigint;
  readonly chargesMinor: bigint;
  readonly cap: PriceCap;
}

/**
 * Prices a loan that is paid out in one sum. Every loan that is offered comes from here.
 *
 * @throws RangeError when it would cost more than the cap allows, or an instalment would not cover its interest
 */
export function priceLoan(terms: ScheduleTerms): PricedLoan {
  const schedule = buildSchedule(terms);
  const cap = priceCapOf(terms.principalMinor, terms.drawnOn, schedule);
  const chargesMinor = chargesOf(schedule, 0n);
  if (chargesMinor > cap.chargesMinorMax)
    throw new RangeError(
      `the loan would cost ${chargesMinor}, and at most ${cap.chargesMinorMax} is allowed`,
    );
  const payments = schedule.map(({ paymentMinor, dueOn }) => ({
    amountMinor: paymentMinor,
    years: yearsBetween(terms.drawnOn, dueOn),
  }));
  const apr = effectiveApr([{ amountMinor: terms.principalMinor, years: exactOf(0) }], payments);
  return { schedule, apr, totalMinor: sumOf(payments.map((each) => each.amountMinor)), chargesMinor, cap };
}
