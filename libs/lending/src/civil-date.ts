import assert from 'node:assert/strict';

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
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return toDate(Date.UTC(year, month, Math.min(dayOfMonth(date), lastDay)));
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

/** Plans ask for the same few days again and again: each is checked once. */
const knownMs = new Map<CivilDate, number>();
const knownMax = 20_000;

function toMs(date: CivilDate): number {
  const known = knownMs.get(date);
  if (known !== undefined) return known;
  assert(isCivilDate(date), 'dates are checked at the edge');
  const timeMs = Date.parse(`${date}T00:00:00Z`);
  if (knownMs.size >= knownMax) knownMs.clear();
  knownMs.set(date, timeMs);
  return timeMs;
}

function toDate(timeMs: number): CivilDate {
  return new Date(timeMs).toISOString().slice(0, 10);
}
