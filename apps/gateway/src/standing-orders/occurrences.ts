import { dayOf } from '../controls/spending-limits.js';

export const rhythms = ['weekly', 'monthly'] as const;
export type Rhythm = (typeof rhythms)[number];

const weekMs = 7 * 86_400_000;

/**
 * The day of one payment of a standing order. A month that lacks the day of the first has its payment on its last.
 *
 * @param firstOn a day of UTC as YYYY-MM-DD
 * @param place 0 for the first payment
 * @returns a day of UTC as YYYY-MM-DD
 */
export function occurrence(firstOn: string, every: Rhythm, place: number): string {
  const first = new Date(`${firstOn}T00:00:00Z`);
  if (every === 'weekly') return dayOf(new Date(first.getTime() + place * weekMs));
  const lastOfMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + place + 1, 0));
  lastOfMonth.setUTCDate(Math.min(first.getUTCDate(), lastOfMonth.getUTCDate()));
  return dayOf(lastOfMonth);
}
