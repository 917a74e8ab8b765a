import { describe, expect, it } from '@jest/globals';
import { learntPeriod } from './learnt-period.js';

const dayMs = 86_400_000;
/** The last days before the Monday of that week, so many of them. */
const days = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 10, 22) - index * dayMs).toISOString().slice(0, 10),
  );
const monday = Date.UTC(2026, 10, 23);

describe('what a run learns from', () => {
  it.each([
    ['Monday at midnight', monday],
    ['Wednesday night', Date.UTC(2026, 10, 25, 3)],
    ['the last moment of Sunday', monday + 7 * dayMs - 1],
  ])('ends on %s where the week began, and begins 90 days before', (_when, asOfMs) => {
    expect(learntPeriod(asOfMs, days(28))).toEqual({ fromMs: monday - 90 * dayMs, untilMs: monday });
  });

  it('is all until now while fewer than 28 days with events lie before the week', () => {
    const asOfMs = Date.UTC(2026, 10, 25, 3);
    expect(learntPeriod(asOfMs, [...days(27), '2026-11-23', '2026-11-24'])).toEqual({
      fromMs: asOfMs - 90 * dayMs,
      untilMs: asOfMs,
    });
  });

  it('does not count days that are too old', () => {
    const asOfMs = Date.UTC(2026, 10, 25, 3);
    const old = Array.from({ length: 40 }, (_, day) => new Date(day * dayMs).toISOString().slice(0, 10));
    expect(learntPeriod(asOfMs, old).untilMs).toBe(asOfMs);
  });
});
