import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { breachOf, endOf, leftOf, noLimits, spend, type Spent, spentOn } from './spending-limits.js';

const spent: Spent = { day: '2026-11-28', dayMinor: 300n, monthMinor: 900n };

describe('spending limits', () => {
  it.each([
    [{ perPaymentMinor: 100n }, 100n, undefined],
    [{ perPaymentMinor: 100n }, 101n, { limit: 'per_payment', limitMinor: 100n, leftMinor: 100n }],
    [{ perDayMinor: 400n }, 100n, undefined],
    [{ perDayMinor: 400n }, 101n, { limit: 'per_day', limitMinor: 400n, leftMinor: 100n }],
    [{ perMonthMinor: 1000n }, 100n, undefined],
    [{ perMonthMinor: 1000n }, 101n, { limit: 'per_month', limitMinor: 1000n, leftMinor: 100n }],
    [{ perDayMinor: 0n }, 1n, { limit: 'per_day', limitMinor: 0n, leftMinor: 0n }],
    [{}, 10n ** 15n, undefined],
  ])('of %o say of %s: %o', (limits, amountMinor, breach) => {
    expect(breachOf({ ...noLimits, ...limits }, spent, amountMinor)).toEqual(breach);
  });

  it('count anew on the next day and in the next month', () => {
    expect(spentOn(spent, '2026-11-28')).toEqual(spent);
    expect(spentOn(spent, '2026-11-29')).toEqual({ day: '2026-11-29', dayMinor: 0n, monthMinor: 900n });
    expect(spentOn(spent, '2026-12-01')).toEqual({ day: '2026-12-01', dayMinor: 0n, monthMinor: 0n });
    expect(spentOn(spent, '2027-11-28').monthMinor).toBe(0n);
    expect(spentOn(spent, '2026-11-27')).toEqual(spent);
  });

  it('end their day and month in UTC, also at the end of a year', () => {
    const late = new Date('2026-12-31T23:59:59.999Z');
    expect(endOf('day', late).toISOString()).toBe('2027-01-01T00:00:00.000Z');
    expect(endOf('month', late).toISOString()).toBe('2027-01-01T00:00:00.000Z');
  });

  it('are never passed, whatever is asked for in whatever order', () => {
    const amounts = fc.array(fc.bigInt(1n, 500n), { maxLength: 50 });
    fc.assert(
      fc.property(
        amounts,
        fc.bigInt(0n, 2000n),
        fc.bigInt(0n, 5000n),
        (asked, perDayMinor, perMonthMinor) => {
          let sums: Spent = { day: '2026-11-28', dayMinor: 0n, monthMinor: 0n };
          for (const amountMinor of asked) {
            const breach = breachOf({ ...noLimits, perDayMinor, perMonthMinor }, sums, amountMinor);
            if (breach === undefined) sums = spend(sums, amountMinor);
            else expect(breach.leftMinor).toBeLessThan(amountMinor);
          }
          expect(sums.dayMinor).toBeLessThanOrEqual(perDayMinor);
          expect(sums.monthMinor).toBeLessThanOrEqual(perMonthMinor);
          expect(leftOf(perDayMinor, sums.dayMinor)).toBe(perDayMinor - sums.dayMinor);
        },
      ),
    );
  });
});
