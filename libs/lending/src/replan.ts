import assert from 'node:assert/strict';
import type { CivilDate } from './civil-date.js';
import { minOf } from './decimal.js';
import { type Due, type InterestTerms, type Payoff, payoffOn } from './position.js';
import { buildSchedule, type Instalment, type ScheduleTerms } from './schedule.js';

export type ReplanTerms = Pick<ScheduleTerms, 'annualRate' | 'dayCount' | 'dueDates' | 'rounding'> & {
  readonly from: CivilDate;
};

/**
 * A new plan for what remains of a loan: level instalments over the new dates, and the interest that was owed before
 * spread over them in equal parts, the last one taking the rest.
 *
 * @throws RangeError when an instalment would not cover the interest of its period
 */
export function replan(remainder: Payoff, terms: ReplanTerms): Instalment[] {
  const { principalMinor, interestMinor } = remainder;
  assert(principalMinor > 0n, 'a loan without principal has ended');
  const fresh = buildSchedule({
    principalMinor,
    annualRate: terms.annualRate,
    method: 'annuity',
    dayCount: terms.dayCount,
    drawnOn: terms.from,
    dueDates: terms.dueDates,
    rounding: terms.rounding,
    lastInstalment: 'absorbs',
  });
  const count = BigInt(fresh.length);
  return fresh.map((each) => {
    const shareMinor =
      each.number === fresh.length
        ? interestMinor - (interestMinor / count) * (count - 1n)
        : interestMinor / count;
    return {
      ...each,
      paymentMinor: each.paymentMinor + shareMinor,
      interestMinor: each.interestMinor + shareMinor,
    };
  });
}

/** What of the interest of a plan is more than that of another: what a change of plan costs the customer. */
export function extraInterest(before: readonly Instalment[], after: readonly Instalment[]): bigint {
  const interest = (plan: readonly Instalment[]): bigint =>
    plan.reduce((sum, { interestMinor }) => sum + interestMinor, 0n);
  const extra = interest(after) - interest(before);
  return extra > 0n ? extra : 0n;
}

export const partialKeeps = ['instalment', 'term'] as const;
/** What stays as it was after a partial settlement: the instalment, so that the loan ends earlier, or its end. */
export type PartialKeep = (typeof partialKeeps)[number];

/**
 * The plan after a part of a loan was paid off early. The payment goes to interest owed, then to principal.
 *
 * @param amountMinor below what would settle the loan
 */
export function settlePartly(
  dues: readonly Due[],
  terms: InterestTerms & Pick<ScheduleTerms, 'rounding'>,
  {
    on,
    amountMinor,
    keep,
  }: { readonly on: CivilDate; readonly amountMinor: bigint; readonly keep: PartialKeep },
): Instalment[] {
  const { principalMinor, interestMinor } = payoffOn(dues, terms, on);
  assert(amountMinor < principalMinor + interestMinor, 'a partial settlement is less than the whole');
  const toInterest = minOf(amountMinor, interestMinor);
  const remainder = {
    principalMinor: principalMinor - (amountMinor - toInterest),
    interestMinor: interestMinor - toInterest,
  };
  const coming = dues.filter(({ dueOn }) => dueOn > on);
  assert(coming.length > 0, 'after its last due date a loan is overdue, not settled in part');
  const dates = coming.map(({ dueOn }) => dueOn);
  const plan = (count: number): Instalment[] =>
    replan(remainder, { ...terms, from: on, dueDates: dates.slice(0, count) });
  if (keep === 'term') return plan(dates.length);
  const before = coming[0]?.paymentMinor ?? 0n;
  const counts = dates.map((_, index) => index + 1);
  const fits = (count: number): boolean => (plan(count)[0]?.paymentMinor ?? 0n) <= before;
  return plan(counts.find(fits) ?? dates.length);
}
