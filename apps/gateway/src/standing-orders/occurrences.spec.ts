import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOf } from '../controls/spending-limits.js';
import { occurrence } from './occurrences.js';

const days = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map(dayOf);
const places = fc.integer({ min: 0, max: 500 });

describe('the days of a standing order', () => {
  it.each([
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-01-31', 2, '2027-03-31'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2027-12-15', 1, '2028-01-15'],
  ])('of each month from %s: payment %i is on %s', (firstOn, place, day) => {
    expect(occurrence(firstOn, 'monthly', place)).toBe(day);
  });

  it('begin with the first, and have one in each month, never later in it than the first', () => {
    fc.assert(
      fc.property(days, places, (firstOn, place) => {
        const [first, day] = [firstOn, occurrence(firstOn, 'monthly', place)].map(
          (text) => new Date(`${text}T00:00:00Z`),
        ) as [Date, Date];
        const months = (time: Date): number => time.getUTCFullYear() * 12 + time.getUTCMonth();
        expect(months(day) - months(first)).toBe(place);
        expect(day.getUTCDate()).toBeLessThanOrEqual(first.getUTCDate());
        expect(occurrence(firstOn, 'monthly', 0)).toBe(firstOn);
      }),
    );
  });

  it('are a week apart', () => {
    fc.assert(
      fc.property(days, places, (firstOn, place) => {
        const between =
          Date.parse(occurrence(firstOn, 'weekly', place + 1)) -
          Date.parse(occurrence(firstOn, 'weekly', place));
        expect(between).toBe(7 * 86_400_000);
      }),
    );
  });
});
