import assert from 'node:assert/strict';
import { remember } from './remember.js';

/** A day of the calendar as ISO 8601 writes it, such as `2026-01-31`: no time, no zone. */
export type CivilDate = string;

const dayMs = 86_400_000;

/** Says whether a text is a day of the calendar: `2026-02-30` is none. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const timeMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(timeMs) && toDate(timeMs) === text;
}

export function yearOf(date: CivilDate): number {
  return Number(date.slice(0, 4));
}

export function dayOfMonth(date: CivilDate): number {
  return Number(date.slice(8, 10));
}

/** Days from one date to another: the first day does not count, the last one does. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((toMs(to) - toMs(from)) / dayMs);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return toDate(toMs(date) + days * dayMs);
}

/** The same day some months later, or earlier; the last of the month where the month is too short for it. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const index = yearOf(date) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12;
  const day = Math.min(dayOfMonth(date), lastDayOf(year, month));
  return `${digits(year, 4)}-${digits(month + 1, 2)}-${digits(day, 2)}`;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** @param month from 0 */
function lastDayOf(year: number, month: number): number {
  if (month === 1) return isLeapYear(year) ? 29 : 28;
  return [3, 5, 8, 10].includes(month) ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Whole months between two dates, counted back from the later one, and the days that remain before them. */
export function monthsAndDays(
  from: CivilDate,
  to: CivilDate,
): { readonly months: number; readonly days: number } {
  assert(from <= to, 'time is counted forward');
  let months = Math.ceil(daysBetween(from, to) / 28);
  while (addMonths(to, -months) < from) months -= 1;
  return { months, days: daysBetween(from, addMonths(to, -months)) };
}

/** How many whole months lie between two dates; undefined when days are left over on both ways of counting. */
export function wholeMonths(from: CivilDate, to: CivilDate): number | undefined {
  const { months, days } = monthsAndDays(from, to);
  if (days === 0) return months;
  return [months, months + 1].find((count) => addMonths(from, count) === to);
}

const toMs = remember((date: CivilDate): number => {
  assert(isCivilDate(date), 'dates are checked at the edge');
  return Date.parse(`${date}T00:00:00Z`);
});

function toDate(timeMs: number): CivilDate {
  return new Date(timeMs).toISOString().slice(0, 10);
}
