import { type CivilDate, daysBetween } from './civil-date.js';
import { exactOf, minOf, sumOf, toMinor } from './decimal.js';
import type { Instalment } from './schedule.js';

/** FCA CONC 5A.2: interest and fees of at most 0.8 % of the amount outstanding for each day. */
const dailyRateMax = '0.008';
/** CONC 5A.2: everything together, defaults included, at most the amount borrowed. */
const totalRateMax = 1n;
/** CONC 5A.2: GBP 15 for defaults in all, in pence. */
const defaultChargesMinorMax = 1500n;

export interface PriceCap {
  /** Interest and fees of a loan that is paid as scheduled. */
  readonly chargesMinorMax: bigint;
  /** What the customer may ever be charged, with all defaults. */
  readonly totalMinorMax: bigint;
}

/**
 * The most that a loan may cost. The law caps high-cost short-term credit; here it holds for every loan, and no setting
 * can lift it.
 *
 * @param schedule its outstanding balances, period by period, are what the daily cap counts
 */
export function priceCapOf(
  principalMinor: bigint,
  drawnOn: CivilDate,
  schedule: readonly Instalment[],
): PriceCap {
  let minorDays = 0n;
  let [from, balanceMinor] = [drawnOn, principalMinor];
  for (const instalment of schedule) {
    minorDays += balanceMinor * BigInt(daysBetween(from, instalment.dueOn));
    [from, balanceMinor] = [instalment.dueOn, instalment.balanceMinor];
  }
  const totalMinorMax = principalMinor * totalRateMax;
  const dailyMinorMax = toMinor(exactOf(minorDays).times(dailyRateMax), 'down');
  return { chargesMinorMax: minOf(dailyMinorMax, totalMinorMax), totalMinorMax };
}

/** Interest and fees that a customer pays who pays as scheduled. */
export function chargesOf(schedule: readonly Instalment[], feesMinor: bigint): bigint {
  return sumOf(schedule.map(({ interestMinor }) => interestMinor)) + feesMinor;
}

/**
 * What may still be charged for a default: never above the cap on defaults, never above what all charges may sum to.
 *
 * @param chargedMinor all interest and fees so far, `defaultsMinor` those of them that were for defaults
 */
export function defaultChargeWithin(
  wantedMinor: bigint,
  cap: PriceCap,
  chargedMinor: bigint,
  defaultsMinor: bigint,
): bigint {
  const room = minOf(defaultChargesMinorMax - defaultsMinor, cap.totalMinorMax - chargedMinor);
  return minOf(wantedMinor, room > 0n ? room : 0n);
}
