import assert from 'node:assert';
import { z } from 'zod';
import { bankHolidays, type Division, divisions, knownUntil } from './bank-holidays.js';

const dayMs = 86_400_000;
const londonDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' });
const londonHour = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: 'numeric',
  hourCycle: 'h23',
});

/** Business days after receipt by whose end an authorised payment must be executed or refused at the latest. */
export const businessDaysMax = 4;

/** Settings of services that have to know when a hold must be over; they must be the same in all of them. */
export const holdSettings = {
  /** Business days after receipt by whose end a held payment must be judged; the law allows four. */
  HOLD_BUSINESS_DAYS: z.coerce.number().int().min(1).max(businessDaysMax).default(businessDaysMax),
  /** Whose bank holidays count. */
  HOLD_DIVISION: z.enum(divisions).default('england-and-wales'),
};

/**
 * When a hold must have ended: the end of so many business days after the day of receipt, in London.
 *
 * A payment that arrives on another day counts as received on the next business day (Payment Services Regulations
 * 2017, reg. 81). A delay may last until the end of the fourth business day after that, and no longer (reg. 86(2A)
 * to (2D), from SI 2024/1013).
 *
 * @param businessDays 1 to 4
 */
export function holdDeadline(receivedAt: Date, businessDays: number, division: Division): Date {
  assert(businessDays >= 1 && businessDays <= businessDaysMax, 'the law allows four business days');
  return endOfBusinessDay(receivedAt, businessDays, division);
}

/** The end, in London, of so many business days after the one on which something counts as received. */
export function endOfBusinessDay(receivedAt: Date, businessDays: number, division: Division): Date {
  let day = londonDay.format(receivedAt);
  while (!isBusinessDay(day, division)) day = next(day);
  for (let left = businessDays; left > 0; left -= 1) {
    do day = next(day);
    while (!isBusinessDay(day, division));
  }
  return startOfLondonDay(next(day));
}

/** Business days that began after one moment and not after another. */
export function businessDaysBegun(after: Date, until: Date, division: Division): number {
  const last = londonDay.format(until);
  let count = 0;
  for (let day = next(londonDay.format(after)); day <= last; day = next(day)) {
    if (isBusinessDay(day, division)) count += 1;
  }
  return count;
}

function isBusinessDay(day: string, division: Division): boolean {
  assert(day <= knownUntil, `bank holidays are known until ${knownUntil}`);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const holidays: ReadonlySet<string> = bankHolidays[division];
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

/** Midnight in London is that of UTC in winter, and an hour earlier in summer. */
function startOfLondonDay(day: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`);
  return londonHour.format(midnight) === '00' ? midnight : new Date(midnight.getTime() - 3_600_000);
}
