import { type CivilDate, dueDatesOf, type Exact, type ScheduleTerms } from '@paymo/lending';

/**
 * The terms of an instant loan. Months of 30 days make an offer's instalments the same whenever it is accepted, so that
 * what is signed is what was shown.
 */
export function productTerms(
  principalMinor: bigint,
  months: number,
  annualRate: Exact,
  drawnOn: CivilDate,
): ScheduleTerms {
  return {
    principalMinor,
    annualRate,
    method: 'annuity',
    dayCount: '30/360',
    drawnOn,
    dueDates: dueDatesOf({ drawnOn, instalments: months, period: { unit: 'month', count: 1 } }),
    rounding: 'half-up',
    lastInstalment: 'absorbs',
  };
}
