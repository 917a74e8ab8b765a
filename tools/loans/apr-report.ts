import {
  actuarialApr,
  effectiveApr,
  type Exact,
  exactOf,
  type Period,
  sumOf,
  unitPeriodsPerYear,
} from '@paymo/lending';
import { type CashFlows, startOf, toUnitPeriods, toYears, yearsAfter } from './cash-flows.js';
import { shown, shownPercent } from './loan-values.js';

export const regimes = ['eu', 'us'] as const;
export type Regime = (typeof regimes)[number];

export interface AprReport {
  readonly regime: Regime;
  /** Percent a year, to ten decimals. */
  readonly aprPercent: number;
  /** As it is published: one decimal in the European Union and the United Kingdom, two in the United States. */
  readonly published: number;
  /** The rate of one unit period in percent; United States only. */
  readonly unitRatePercent?: number;
  readonly advanced: number;
  readonly paid: number;
  readonly charge: number;
}

const publishedDecimals: Readonly<Record<Regime, number>> = { eu: 1, us: 2 };
export const shownDecimals = 10;

/**
 * The APR of money that was advanced and paid back.
 *
 * @param decimals of the published figure, where the regime's own are not wanted
 */
export function aprReport(
  flows: CashFlows,
  regime: Regime,
  unit: Unit,
  decimals = publishedDecimals[regime],
): AprReport {
  const advancedMinor = sumOf(flows.advances.map(({ amountMinor }) => amountMinor));
  const paidMinor = sumOf(flows.payments.map(({ amountMinor }) => amountMinor));
  const apr = regime === 'eu' ? euApr(flows) : usApr(flows, unit);
  return {
    regime,
    aprPercent: shownPercent(apr, shownDecimals),
    published: shownPercent(apr, decimals),
    ...(regime === 'us' ? { unitRatePercent: shownPercent(apr.div(unit.perYear), shownDecimals) } : {}),
    advanced: shown(advancedMinor),
    paid: shown(paidMinor),
    charge: shown(paidMinor - advancedMinor),
  };
}

export function euApr({ advances, payments }: CashFlows): Exact {
  const start = startOf(advances);
  if (payments.every(({ when }) => yearsAfter(start, when).isZero()))
    throw new Error('--payment must be after the first drawdown');
  return effectiveApr(toYears(advances, start), toYears(payments, start));
}

function usApr({ advances, payments }: CashFlows, { period, perYear }: Unit): Exact {
  const start = startOf(advances);
  return actuarialApr(
    toUnitPeriods(advances, start, period),
    toUnitPeriods(payments, start, period),
    perYear,
  );
}

/** The common period of a transaction, and how many of it a year has. */
export interface Unit {
  readonly period: Period;
  readonly perYear: Exact;
}

export function unitOf(period: Period): Unit {
  return { period, perYear: unitPeriodsPerYear(period) };
}

/**
 * The unit period of a transaction: the time between its payments; the whole term, up to a year, of a single advance
 * with a single payment, of which a year has 365 over its days (Regulation Z, Appendix J (b)(4) and (5)).
 */
export function usualUnit({ advances, payments }: CashFlows, every: Period): Unit {
  const [payment, ...others] = payments;
  if (payment === undefined || others.length > 0 || advances.length > 1) return unitOf(every);
  const years = yearsAfter(startOf(advances), payment.when);
  const months = years.times(12).toDecimalPlaces(12);
  if (months.gte(12)) return unitOf({ unit: 'month', count: 12 });
  if (months.isInteger() && !months.isZero()) return unitOf({ unit: 'month', count: months.toNumber() });
  const days = Math.max(years.times(365).round().toNumber(), 1);
  return { period: { unit: 'day', count: days }, perYear: exactOf(365).div(days) };
}
