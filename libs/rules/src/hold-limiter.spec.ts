import { describe, expect, it } from '@jest/globals';
import { HoldLimiter } from './hold-limiter.js';

/** Takes for a new payment at each of the times. */
function takeAt(limiter: HoldLimiter, source: string, timesMs: readonly number[]): boolean[] {
  return timesMs.map((atMs, index) => limiter.take(source, `${source} ${atMs} ${index}`, atMs));
}

describe('the limit on automatic holds', () => {
  it('trips a source at one hold too many within a minute, and not before', () => {
    const limiter = new HoldLimiter(2);
    expect(takeAt(limiter, 'model', [0, 1, 59_999])).toEqual([true, true, false]);
    expect(limiter.tripped()).toEqual([{ source: 'model', trippedAtMs: 59_999, bounded: 1 }]);
  });

  it('lets a source hold for ever at the rate that it may', () => {
    const limiter = new HoldLimiter(2);
    const times = Array.from({ length: 100 }, (_, index) => index * 30_000);
    expect(takeAt(limiter, 'model', times)).not.toContain(false);
  });

  it('counts a payment once, however often its batch was tried: a database that was away trips nobody', () => {
    const limiter = new HoldLimiter(2);
    const tries = Array.from({ length: 50 }, (_, index) => index);
    for (const atMs of tries)
      expect(['one', 'two'].map((payment) => limiter.take('model', payment, atMs))).toEqual([true, true]);
    expect(limiter.take('rule', 'one', 0)).toBe(true);
    expect(limiter.tripped()).toEqual([]);
    expect(limiter.take('model', 'three', 50)).toBe(false);
    // As it was held before, whatever came of that.
    expect(limiter.take('model', 'two', 51)).toBe(true);
  });

  it('forgets payments with the minute that they were held in', () => {
    const limiter = new HoldLimiter(1);
    expect(limiter.take('model', 'one', 0)).toBe(true);
    expect(limiter.take('model', 'two', 60_000)).toBe(true);
    expect(limiter.take('model', 'one', 60_001)).toBe(false);
  });

  it('keeps a tripped source from holding however much later', () => {
    const limiter = new HoldLimiter(1);
    expect(takeAt(limiter, 'rule', [0, 1, 3_600_000])).toEqual([true, false, false]);
    expect(limiter.tripped()).toEqual([{ source: 'rule', trippedAtMs: 1, bounded: 2 }]);
  });

  it('bounds each source for itself', () => {
    const limiter = new HoldLimiter(1);
    takeAt(limiter, 'one', [0, 0]);
    expect(takeAt(limiter, 'two', [0])).toEqual([true]);
  });
});
