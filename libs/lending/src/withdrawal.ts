import { addDays, type CivilDate } from './civil-date.js';
import { type DayCount, yearFraction } from './day-count.js';
import { type Exact, exactOf, toMinor } from './decimal.js';

const noticeDaysMax = 14;
const repaymentDaysMax = 30;

/** The last day to say that one withdraws: 14 days after the agreement was made (Consumer Credit Act 1974, s. 66A). */
export function withdrawableUntil(agreedOn: CivilDate): CivilDate {
  return addDays(agreedOn, noticeDaysMax);
}

/** The last day to pay back after having said so: 30 days (s. 66A (10)). */
export function withdrawalPayableUntil(noticedOn: CivilDate): CivilDate {
  return addDays(noticedOn, repaymentDaysMax);
}

export interface WithdrawalTerms {
  readonly principalMinor: bigint;
  /** Nominal, as a fraction of 1 a year. */
  readonly annualRate: Exact;
  readonly dayCount: DayCount;
  readonly drawnOn: CivilDate;
}

/** What a customer who withdraws pays back: the credit, and interest for the days that it was used; no fee (s. 66A (9)). */
export function withdrawalFigure(
  { principalMinor, annualRate, dayCount, drawnOn }: WithdrawalTerms,
  repaidOn: CivilDate,
): { readonly principalMinor: bigint; readonly interestMinor: bigint } {
  const interest = exactOf(principalMinor)
    .times(annualRate)
    .times(yearFraction(drawnOn, repaidOn, dayCount));
  return { principalMinor, interestMinor: toMinor(interest, 'down') };
}
