import {
  addDays,
  addMonths,
  type CivilDate,
  type Exact,
  exactOf,
  type Flow,
  type Period,
  type UnitFlow,
  unitPeriodsBetween,
  unitPeriodsOf,
  unitTimeOf,
  yearsBetween,
} from '@paymo/lending';
import type { DatedAmount, When } from './loan-values.js';

/** What the flags of a loan's money say, as they were given. */
export interface CashOptions {
  readonly amount?: bigint;
  readonly drawnOn?: CivilDate;
  readonly advance?: readonly DatedAmount[];
  readonly payment?: readonly DatedAmount[];
  readonly instalment?: bigint;
  readonly count?: number;
  readonly every: Period;
  readonly first?: Exact;
  readonly firstOn?: CivilDate;
  readonly fee?: bigint;
}

/** Money at times that are all dates, or all counted from the first drawdown. */
export interface CashFlows {
  readonly advances: readonly DatedAmount[];
  readonly payments: readonly DatedAmount[];
}

/** @throws Error that names the flag that is missing or that contradicts another */
export function cashFlows(options: CashOptions): CashFlows {
  const advances = lessFee(advancesOf(options), options.fee ?? 0n);
  const payments = [...(options.payment ?? []), ...instalmentsOf(options)];
  if (advances.length === 0) throw new Error('--amount or --advance is missing');
  if (payments.length === 0) throw new Error('--payment, or --instalment with --count, is missing');
  const kinds = new Set([...advances, ...payments].map(({ when }) => when.kind));
  if (kinds.size > 1)
    throw new Error(
      'give dates in all of --drawn-on, --advance, --payment and --first-on, or in none of them',
    );
  return { advances, payments };
}

function advancesOf({ amount, drawnOn, advance = [] }: CashOptions): DatedAmount[] {
  const start: When = drawnOn === undefined ? atOnce : { kind: 'date', date: drawnOn };
  return amount === undefined ? [...advance] : [{ amountMinor: amount, when: start }, ...advance];
}

const atOnce: When = { kind: 'offset', months: exactOf(0), days: exactOf(0) };

/** A fee that is taken off the first advance: the customer never has it. */
function lessFee(advances: readonly DatedAmount[], feeMinor: bigint): DatedAmount[] {
  const [first, ...rest] = advances;
  if (first === undefined) return [];
  if (feeMinor >= first.amountMinor) throw new Error('--fee must be less than what is advanced');
  return [{ ...first, amountMinor: first.amountMinor - feeMinor }, ...rest];
}

function instalmentsOf(options: CashOptions): DatedAmount[] {
  const { instalment: amountMinor, count, drawnOn, firstOn } = options;
  if ((amountMinor === undefined) !== (count === undefined))
    throw new Error('--instalment and --count belong together');
  if (firstOn !== undefined && (drawnOn === undefined || firstOn <= drawnOn))
    throw new Error('--first-on needs an earlier --drawn-on');
  if (firstOn !== undefined && options.first !== undefined)
    throw new Error('--first and --first-on exclude each other');
  if (amountMinor === undefined || count === undefined) return [];
  return Array.from({ length: count }, (_, index) => ({ amountMinor, when: instalmentTime(options, index) }));
}

function instalmentTime({ every, first, drawnOn, firstOn }: CashOptions, index: number): When {
  if (drawnOn !== undefined && first === undefined) {
    const [anchor, steps] = firstOn === undefined ? [drawnOn, index + 1] : [firstOn, index];
    const { unit, count } = every;
    return {
      kind: 'date',
      date: unit === 'month' ? addMonths(anchor, count * steps) : addDays(anchor, count * steps),
    };
  }
  if (drawnOn !== undefined)
    throw new Error('--first counts periods, not dates: leave out --drawn-on, or use --first-on');
  const length = (first ?? exactOf(1)).plus(index).times(every.count);
  const none = exactOf(0);
  return every.unit === 'month'
    ? { kind: 'offset', months: length, days: none }
    : { kind: 'offset', months: none, days: length };
}

/** Flows with their times in years: a month is a twelfth, a day that is left over 1/365. */
export function toYears(amounts: readonly DatedAmount[], start: When): Flow[] {
  return amounts.map(({ amountMinor, when }) => ({ amountMinor, years: yearsAfter(start, when) }));
}

export function yearsAfter(start: When, when: When): Exact {
  if (when.kind === 'date' && start.kind === 'date') return yearsBetween(start.date, when.date);
  if (when.kind === 'offset') return when.months.div(12).plus(when.days.div(365));
  throw new Error('--drawn-on is missing');
}

/** Flows with their times in unit periods. */
export function toUnitPeriods(amounts: readonly DatedAmount[], start: When, unit: Period): UnitFlow[] {
  return amounts.map(({ amountMinor, when }) => {
    if (when.kind === 'date' && start.kind === 'date')
      return { amountMinor, ...unitPeriodsBetween(start.date, when.date, unit) };
    if (when.kind === 'date') throw new Error('--drawn-on is missing');
    return { amountMinor, ...unitTimeOf(offsetInUnits(when, unit)) };
  });
}

function offsetInUnits({ months, days }: When & { kind: 'offset' }, { unit, count }: Period): Exact {
  if (unit === 'month') return unitPeriodsOf(months, days, count);
  if (!months.isZero()) throw new Error('--unit counts days, so months are ambiguous: give dates instead');
  return days.div(count);
}

/** The earliest advance: where time begins. */
export function startOf(advances: readonly DatedAmount[]): When {
  const [first, ...rest] = advances.map(({ when }) => when);
  if (first === undefined) throw new Error('--amount or --advance is missing');
  return rest.reduce((earliest, when) => (isBefore(when, earliest) ? when : earliest), first);
}

function isBefore(when: When, other: When): boolean {
  if (when.kind === 'date' && other.kind === 'date') return when.date < other.date;
  if (when.kind === 'offset' && other.kind === 'offset')
    return yearsAfter(other, when).lt(yearsAfter(other, other));
  return false;
}
