import { InvalidArgumentError } from 'commander';
import { type CivilDate, Exact, exactOf, isCivilDate, type Period } from '@paymo/lending';

/** A time as a person gives it: a date, or so many months and days after the first drawdown. */
export type When =
  | { readonly kind: 'date'; readonly date: CivilDate }
  | { readonly kind: 'offset'; readonly months: Exact; readonly days: Exact };

/** Money at a time, from `AMOUNT@WHEN`. */
export interface DatedAmount {
  readonly amountMinor: bigint;
  readonly when: When;
}

const minorPerMajor = 100;
const amountMax = exactOf('1e12');
const countMax = 1200;

/** An amount such as 149.31, in hundredths. */
export function money(text: string): bigint {
  if (!/^\d+(\.\d{1,2})?$/.test(text)) throw new InvalidArgumentError('must be an amount such as 149.31');
  const amount = exactOf(text);
  if (amount.gt(amountMax)) throw new InvalidArgumentError('is too large');
  return BigInt(amount.times(minorPerMajor).toFixed(0));
}

/** An amount above zero. */
export function positiveMoney(text: string): bigint {
  const amountMinor = money(text);
  if (amountMinor === 0n) throw new InvalidArgumentError('must be above 0');
  return amountMinor;
}

/** Percent a year, as a fraction of 1. */
export function percentRate(text: string): Exact {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('must be percent a year, such as 9.9');
  const rate = exactOf(text).div(100);
  if (rate.gt(1000)) throw new InvalidArgumentError('must be at most 100000');
  return rate;
}

export function civilDate(text: string): CivilDate {
  if (!isCivilDate(text)) throw new InvalidArgumentError('must be a day such as 2026-01-31');
  return text;
}

export function instalmentCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text) || Number(text) > countMax)
    throw new InvalidArgumentError(`must be a whole number from 1 to ${countMax}`);
  return Number(text);
}

export function dayNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('must be a whole number of days');
  return Number(text);
}

export function decimals(text: string): number {
  if (!/^\d$/.test(text)) throw new InvalidArgumentError('must be 0 to 9');
  return Number(text);
}

/** A period such as 1m (month), 3m, 1y, 2w or 30d. */
export function period(text: string): Period {
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([dwmy])$/.exec(text) ?? [];
  switch (unit) {
    case 'd':
      return { unit: 'day', count: Number(count) };
    case 'w':
      return { unit: 'day', count: Number(count) * 7 };
    case 'm':
      return { unit: 'month', count: Number(count) };
    case 'y':
      return { unit: 'month', count: Number(count) * 12 };
    default:
      throw new InvalidArgumentError('must be a period such as 1m, 3m, 1y, 2w or 30d');
  }
}

/** Periods as a sum of numbers and fractions, such as 1+19/30. */
export function periodCount(text: string): Exact {
  const terms = text.split('+').map((term) => /^(\d+(?:\.\d+)?)(?:\/([1-9]\d*))?$/.exec(term));
  return terms.reduce((sum, term) => {
    if (term === null) throw new InvalidArgumentError('must be periods such as 1, 1.5 or 1+19/30');
    return sum.plus(exactOf(term[1] ?? '').div(term[2] ?? '1'));
  }, exactOf(0));
}

/** Collects `AMOUNT@WHEN`: WHEN is a date, or a time after the first drawdown such as 1.5y, 3m, 1m+15d or 0. */
export function datedAmount(text: string, earlier: readonly DatedAmount[] = []): DatedAmount[] {
  const [amount = '', when = '', ...rest] = text.split('@');
  if (rest.length > 0 || when === '')
    throw new InvalidArgumentError('must be AMOUNT@WHEN, such as 1200@1.5y or 272@2026-04-01');
  return [...earlier, { amountMinor: positiveMoney(amount), when: whenOf(when) }];
}

export function dates(text: string, earlier: readonly CivilDate[] = []): CivilDate[] {
  return [...earlier, civilDate(text)];
}

/** What one of each letter is, in months and days. */
const units: Readonly<Record<string, { readonly months: number; readonly days: number }>> = {
  d: { months: 0, days: 1 },
  w: { months: 0, days: 7 },
  m: { months: 1, days: 0 },
  y: { months: 12, days: 0 },
};

function whenOf(text: string): When {
  if (/^\d{4}-/.test(text)) return { kind: 'date', date: civilDate(text) };
  let [months, days] = [exactOf(0), exactOf(0)];
  for (const part of text === '0' ? [] : text.split('+')) {
    const [, count = '', letter = ''] = /^(\d{1,6}(?:\.\d+)?)([dwmy])$/.exec(part) ?? [];
    const unit = units[letter];
    if (unit === undefined)
      throw new InvalidArgumentError('has no time such as 2026-04-01, 1.5y, 3m, 1m+15d or 0');
    months = months.plus(exactOf(count).times(unit.months));
    days = days.plus(exactOf(count).times(unit.days));
  }
  return { kind: 'offset', months, days };
}

/** Minor units as a number of the currency, for people and JSON. */
export function shown(amountMinor: bigint): number {
  return exactOf(amountMinor).div(minorPerMajor).toNumber();
}

/** A rate in percent, to so many decimals. */
export function shownPercent(rate: Exact, decimals: number): number {
  return rate.times(100).toDecimalPlaces(decimals, Exact.ROUND_HALF_UP).toNumber();
}
