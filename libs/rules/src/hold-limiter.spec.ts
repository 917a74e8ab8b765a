import { describe, expect, it } from '@jest/globals';
import { HoldLimiter } from './hold-limiter.js';

describe('the limit on automatic holds', () => {
  it('trips a source at one hold too many within a minute, and not before', () => {
    const limiter = new HoldLimiter(2);
    expect([0, 1, 59_999].map((atMs) => limiter.take('model', atMs))).toEqual([true, true, false]);
    expect(limiter.tripped()).toEqual([{ source: 'model', trippedAtMs: 59_999, bounded: 1 }]);
  });

  it('lets a source hold for ever at the rate that it may', () => {
    const limiter = new HoldLimiter(2);
    const taken = Array.from({ length: 100 }, (_, index) => limiter.take('model', index * 30_000));
    expect(taken).not.toContain(false);
  });

  it('keeps a tripped source from holding however much later', () => {
    const limiter = new HoldLimiter(1);
    const taken = [0, 1, 3_600_000].map((atMs) => limiter.take('rule', atMs));
    expect(taken).toEqual([true, false, false]);
    expect(limiter.tripped()).toEqual([{ source: 'rule', trippedAtMs: 1, bounded: 2 }]);
  });

  it('bounds each source for itself', () => {
    const limiter = new HoldLimiter(1);
    limiter.take('one', 0);
    limiter.take('one', 0);
    expect(limiter.take('two', 0)).toBe(true);
  });
});
