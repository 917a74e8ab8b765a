import { type CivilDate, dayOfMonth, daysBetween, isLeapYear, wholeMonths, yearOf } from './civil-date.js';
import { type Exact, exactOf } from './decimal.js';
import { remember } from './remember.js';

export const dayCounts = ['30/360', 'act/365', 'act/act'] as const;
/** How the days of a period become a part of a year. */
export type DayCount = (typeof dayCounts)[number];

/**
 * The part of a year between two dates, the first day excluded and the last one included.
 *
 * - `30/360`: each whole month counts 30 days of 360; other periods by 30E/360 (ISDA 2006, 4.16(g)).
 * - `act/365`: actual days of 365.
 * - `act/act`: actual days, each of 365 or 366 by the year that the day lies in (ISDA 2006, 4.16(b)). A day belongs
 *   to the date that it ends on: from 12 December to 12 January 19 days are the old year's and 12 the new year's.
 */
export const yearFraction = remember((from: CivilDate, to: CivilDate, dayCount: DayCount): Exact => {
  switch (dayCount) {
    case '30/360':
      return exactOf(days360(from, to)).div(360);
    case 'act/365':
      return exactOf(daysBetween(from, to)).div(365);
    case 'act/act':
      return actualOfActual(from, to);
  }
});

function daysInYear(year: number): number {
  return isLeapYear(year) ? 366 : 365;
}

function days360(from: CivilDate, to: CivilDate): number {
  const months = wholeMonths(from, to);
  if (months !== undefined) return months * 30;
  const monthsApart = (yearOf(to) - yearOf(from)) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return monthsApart * 30 + Math.min(dayOfMonth(to), 30) - Math.min(dayOfMonth(from), 30);
}

function actualOfActual(from: CivilDate, to: CivilDate): Exact {
  let fraction = exactOf(0);
  let start = from;
  for (let year = yearOf(from); year <= yearOf(to); year += 1) {
    const lastOfYear = `${year}-12-31`;
    const end = lastOfYear < to ? lastOfYear : to;
    fraction = fraction.plus(exactOf(daysBetween(start, end)).div(daysInYear(year)));
    start = end;
  }
  return fraction;
}
