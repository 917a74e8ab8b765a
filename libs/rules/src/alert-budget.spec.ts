import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alertBudget, type ScoredPayment } from './alert-budget.js';

const payment = (change: Partial<ScoredPayment> = {}): ScoredPayment => ({
  score: 0.5,
  amountMinor: 1000,
  isFraud: false,
  day: 0,
  segment: 'all',
  weight: 1,
  ...change,
});

const twoDays = [
  payment({ score: 0.9, isFraud: true, amountMinor: 5000 }),
  payment({ score: 0.8, isFraud: false }),
  payment({ score: 0.7, isFraud: null, day: 1 }),
  payment({ score: 0.7, isFraud: true, day: 1, amountMinor: 700, segment: 'cash' }),
  payment({ score: 0.1, isFraud: true, day: 1, amountMinor: 30, weight: 10 }),
];

describe('an alert budget', () => {
  it.each([
    [0.4, null, 0],
    [0.5, 0.9, 0.5],
    [1, 0.8, 1],
    [1.9, 0.8, 1],
    [2, 0.7, 2],
    [100, 0.1, 2.5],
  ])('of %s a day gives the threshold %s and %s alerts a day', (alertsADay, threshold, alerts) => {
    const report = alertBudget(twoDays, { alertsADay, rankBy: 'score' });
    expect(report).toMatchObject({ threshold, alertsADay: alerts, days: 2 });
  });

  it('says what it catches and misses, by known truth and weight', () => {
    const report = alertBudget(twoDays, { alertsADay: 2, rankBy: 'score' });
    expect(report).toMatchObject({
      caughtCount: 2,
      missedCount: 1,
      falseAlerts: 1,
      unlabelledAlerts: 1,
      caughtMinor: { value: 5700 },
      missedMinor: { value: 300 },
    });
    expect(report.bySegment).toMatchObject({
      all: { caughtCount: 1, alertsADay: 1.5 },
      cash: { caughtCount: 1, alertsADay: 0.5, caughtMinor: { value: 700 } },
    });
  });

  it('ranks by expected loss when asked to', () => {
    const history = [payment({ score: 0.9, amountMinor: 10 }), payment({ score: 0.2, amountMinor: 1000 })];
    expect(alertBudget(history, { alertsADay: 1, rankBy: 'expected_loss' }).threshold).toBe(200);
    expect(alertBudget(history, { alertsADay: 1, rankBy: 'score' }).threshold).toBe(0.9);
  });

  it('gives the interval of a count that chance brought about: 1.96 of its square roots on both sides', () => {
    const history = Array.from({ length: 400 }, () => payment({ isFraud: true }));
    const { value, low, high } = alertBudget(history, { alertsADay: 1e9, rankBy: 'score' }).caughtMinor;
    expect(value).toBe(400_000);
    expect(Math.abs(low - 360_800)).toBeLessThan(6000);
    expect(Math.abs(high - 439_200)).toBeLessThan(6000);
  });

  it('answers the same for the same seed', () => {
    const options = { alertsADay: 2, rankBy: 'score', seed: 7 } as const;
    expect(alertBudget(twoDays, options)).toEqual(alertBudget(twoDays, options));
  });

  it('answers nothing for no history', () => {
    expect(alertBudget([], { alertsADay: 5, rankBy: 'score' })).toMatchObject({ threshold: null, days: 0 });
  });

  it('never exceeds the budget, and the next lower rank would', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 30 }), (tenths, alertsADay) => {
        const history = tenths.map((tenth) => payment({ score: tenth / 10 }));
        const { threshold, alertsADay: alerts } = alertBudget(history, {
          alertsADay,
          rankBy: 'score',
          draws: 1,
        });
        expect(alerts).toBeLessThanOrEqual(alertsADay);
        const below = history.map(({ score }) => score).filter((score) => score < (threshold ?? 2));
        const next = Math.max(...below);
        const withNext = history.filter(({ score }) => score >= next).length;
        expect(below.length === 0 || withNext > alertsADay).toBe(true);
      }),
    );
  });
});
