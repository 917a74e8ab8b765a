import {
  addDays,
  addMonths,
  type CivilDate,
  exactOf,
  extraInterest,
  payoffOn,
  replan,
  toMinor,
  yearFraction,
} from '@paymo/lending';
import { interestTerms, type LoanAccount, withPlan } from './loan-account.js';
import type { ArrangementRequest } from './loan-request.js';

export interface Arranged {
  readonly loan: LoanAccount;
  /** Interest that the new plan has more than what was still to pay. */
  readonly extraMinor: bigint;
}

/** How long nothing is collected (Debt Respite Scheme, SI 2020/1311: 60 days). */
const breathingSpaceDays = 60;

/**
 * Changes a loan for a customer in difficulty.
 *
 * - `payment_holiday`: every coming date moves by some months.
 * - `reduced_plan`: what is owed is spread over some more months.
 * - `interest_freeze`: the same dates, and no interest from now on.
 * - `re_age`: what is overdue goes into the new plan, and the arrears end.
 * - `breathing_space`: nothing is collected for 60 days.
 */
export function arrange(
  loan: LoanAccount,
  request: Pick<ArrangementRequest, 'kind' | 'months'>,
  on: CivilDate,
): Arranged {
  if (request.kind === 'breathing_space')
    return { loan: { ...loan, collectionsPausedUntil: addDays(on, breathingSpaceDays) }, extraMinor: 0n };
  const terms = interestTerms(loan);
  const annualRate = request.kind === 'interest_freeze' ? exactOf(0) : loan.annualRate;
  const dueDates = newDates(loan, request, on);
  const payoff = payoffOn(loan.dues, terms, on);
  const from = firstPeriodFrom(dueDates, on);
  // Interest of the months without a payment bears none itself, and is spread over the new plan.
  const waiting = exactOf(payoff.principalMinor)
    .times(annualRate)
    .times(yearFraction(on, from, terms.dayCount));
  const interestMinor = payoff.interestMinor + toMinor(waiting, 'down');
  const plan = replan({ ...payoff, interestMinor }, { ...terms, annualRate, from, dueDates });
  const unpaid = loan.dues.map((due) => {
    const paidInterest = due.paidMinor < due.interestMinor ? due.paidMinor : due.interestMinor;
    return { ...due, interestMinor: due.interestMinor - paidInterest };
  });
  return { loan: { ...withPlan(loan, plan, from), annualRate }, extraMinor: extraInterest(unpaid, plan) };
}

/** A month before the first instalment, or the day of the change if that is later. */
function firstPeriodFrom(dueDates: readonly CivilDate[], on: CivilDate): CivilDate {
  const monthBefore = addMonths(dueDates[0] ?? on, -1);
  return monthBefore > on ? monthBefore : on;
}

function newDates(
  { dues }: LoanAccount,
  { kind, months }: Pick<ArrangementRequest, 'kind' | 'months'>,
  on: CivilDate,
): CivilDate[] {
  const coming = dues.filter((due) => due.dueOn > on && due.paidMinor < due.paymentMinor);
  const dates = coming.length > 0 ? coming.map(({ dueOn }) => dueOn) : [addMonths(on, 1)];
  if (kind === 'payment_holiday') return dates.map((date) => addMonths(date, months));
  if (kind !== 'reduced_plan') return dates;
  const last = dates.at(-1) ?? on;
  return [...dates, ...Array.from({ length: months }, (_, index) => addMonths(last, index + 1))];
}
