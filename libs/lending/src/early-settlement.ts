import { addDays, addMonths, type CivilDate } from './civil-date.js';
import { Exact, exactOf, minOf, sumOf, toMinor } from './decimal.js';
import { type Flow } from './effective-apr.js';

export interface SettlementTerms {
  readonly advances: readonly Flow[];
  /** All payments of the agreement; those due by the settlement date count as paid. */
  readonly payments: readonly Flow[];
  /** The APR of the agreement as a fraction of 1, unrounded. */
  readonly apr: Exact;
  /** When the settlement counts, in years after the first advance. */
  readonly settlementYears: Exact;
}

export interface Settlement {
  /** What ends the agreement. */
  readonly figureMinor: bigint;
  readonly remainingMinor: bigint;
  /** The least that the lender must give back of the remaining payments. */
  readonly rebateMinor: bigint;
}

/**
 * The figure that settles a loan early, by the actuarial rebate of the United Kingdom: what remains to be paid, less
 * Σ remaining − (Σ A (1 + r)^a − Σ B (1 + r)^b), with advances A and payments B so long before the settlement date
 * (Consumer Credit (Early Settlement) Regulations 2004, SI 2004/1483, regulation 4).
 */
export function settleEarly({ advances, payments, apr, settlementYears }: SettlementTerms): Settlement {
  const grown = ({ amountMinor, years }: Flow): Exact =>
    apr.plus(1).pow(settlementYears.minus(years)).times(exactOf(amountMinor));
  const isDue = ({ years }: Flow): boolean => years.lte(settlementYears);
  const total = (flows: readonly Flow[]): Exact =>
    flows.map(grown).reduce((sum, each) => sum.plus(each), new Exact(0));
  const owed = total(advances.filter(isDue)).minus(total(payments.filter(isDue)));
  const remainingMinor = sumOf(payments.filter((each) => !isDue(each)).map(({ amountMinor }) => amountMinor));
  const rebateMinor = toMinor(exactOf(remainingMinor).minus(owed));
  return { figureMinor: remainingMinor - rebateMinor, remainingMinor, rebateMinor };
}

const noticeDays = 28;

/**
 * The date that the statutory figure is computed for: 28 days after the customer asked, a month later still when the
 * agreement runs for more than a year and the lender defers (regulations 5 and 6). A lender may always take less time.
 */
export function settlementDate(
  requestedOn: CivilDate,
  agreement: { readonly drawnOn: CivilDate; readonly endsOn: CivilDate },
  isDeferred: boolean,
): CivilDate {
  const noticed = addDays(requestedOn, noticeDays);
  const isLong = agreement.endsOn > addMonths(agreement.drawnOn, 12);
  return isDeferred && isLong ? addMonths(noticed, 1) : noticed;
}

const compensationFreeMinor = 800_000n;

/**
 * The most that a lender may ask for an early repayment: nothing up to GBP 8,000 repaid in twelve months, else 1 % of
 * the repayment, 0.5 % in the last year, and never more than the interest that it saves (Consumer Credit Act 1974, s. 95A).
 */
export function compensationMinorMax(
  repaidInYearMinor: bigint,
  repaidMinor: bigint,
  interestSavedMinor: bigint,
  isInLastYear: boolean,
): bigint {
  if (repaidInYearMinor <= compensationFreeMinor) return 0n;
  const share = exactOf(repaidMinor).times(isInLastYear ? '0.005' : '0.01');
  return minOf(toMinor(share, 'down'), interestSavedMinor);
}
