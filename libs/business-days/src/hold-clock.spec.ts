import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { bankHolidays, type Division, divisions } from './bank-holidays.js';
import { businessDaysMax, holdDeadline } from './hold-clock.js';

describe('the clock of a hold', () => {
  test.each<[string, string, Division, string]>([
    ['on a Monday ends with Friday', '2026-11-23T10:00:00Z', 'england-and-wales', '2026-11-28T00:00:00Z'],
    [
      'on a Wednesday passes over the weekend',
      '2026-11-25T10:00:00Z',
      'england-and-wales',
      '2026-12-02T00:00:00Z',
    ],
    ['on a Saturday begins with Monday', '2026-11-21T10:00:00Z', 'england-and-wales', '2026-11-28T00:00:00Z'],
    [
      'in summer ends at midnight in London',
      '2026-07-06T10:00:00Z',
      'england-and-wales',
      '2026-07-10T23:00:00Z',
    ],
    [
      'late on a summer evening belongs to the next day of London',
      '2026-07-06T23:30:00Z',
      'england-and-wales',
      '2026-07-13T23:00:00Z',
    ],
    [
      'before Easter passes over four days',
      '2026-04-02T10:00:00Z',
      'england-and-wales',
      '2026-04-10T23:00:00Z',
    ],
    [
      'before Easter passes over Good Friday alone in Scotland',
      '2026-04-02T10:00:00Z',
      'scotland',
      '2026-04-09T23:00:00Z',
    ],
    [
      'on Christmas Eve passes over both holidays',
      '2026-12-24T10:00:00Z',
      'england-and-wales',
      '2027-01-05T00:00:00Z',
    ],
    [
      'around St Patrick’s Day is longer in Northern Ireland',
      '2026-03-16T10:00:00Z',
      'northern-ireland',
      '2026-03-24T00:00:00Z',
    ],
  ])('of a payment received %s', (_fact, received, division, deadline) => {
    expect(holdDeadline(new Date(received), businessDaysMax, division)).toEqual(new Date(deadline));
  });

  test.each<[Division, string]>([
    ['england-and-wales', '2026-12-28'],
    ['england-and-wales', '2027-12-28'],
    ['england-and-wales', '2028-01-03'],
    ['scotland', '2026-11-30'],
    ['scotland', '2028-01-04'],
    ['northern-ireland', '2026-07-13'],
  ])('knows that %s keeps %s, a day in place of another', (division, day) => {
    const holidays: ReadonlySet<string> = bankHolidays[division];
    expect(holidays.has(day)).toBe(true);
  });

  it('leaves at least as many full days as it grants business days, and a fortnight at most', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2032-12-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: businessDaysMax }),
        fc.constantFrom(...divisions),
        (received, days, division) => {
          const leftMs = holdDeadline(received, days, division).getTime() - received.getTime();
          expect(leftMs).toBeGreaterThanOrEqual(days * 86_400_000 - 3_600_000);
          expect(leftMs).toBeLessThanOrEqual(14 * 86_400_000);
        },
      ),
      { examples: [[new Date('2028-12-22T00:00:00Z'), 4, 'england-and-wales']], numRuns: 1000 },
    );
  });

  it('refuses to guess beyond the holidays that it knows', () => {
    expect(() => holdDeadline(new Date('2032-12-31T10:00:00Z'), 1, 'scotland')).toThrow(/known until/);
  });
});
