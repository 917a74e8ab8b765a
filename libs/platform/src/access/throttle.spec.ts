import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Throttle } from './throttle.js';

describe('a throttle', () => {
  it('lets a full minute pass at once, then one for each share of a minute', () => {
    const throttle = new Throttle(3);
    const taken = [0, 0, 0, 0, 20_000, 20_000].map((at) => throttle.take('a', at));

    expect(taken.map(({ left }) => left)).toEqual([2, 1, 0, 0, 0, 0]);
    expect(taken.map(({ waitMs }) => waitMs)).toEqual([0, 0, 0, 20_000, 0, 20_000]);
  });

  it('counts each key by itself', () => {
    const throttle = new Throttle(1);
    expect([throttle.take('a', 0).waitMs, throttle.take('b', 0).waitMs]).toEqual([0, 0]);
  });

  it('never lets more pass in any time than that time and one full minute allow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 300 }),
        (perMinute, pauses) => {
          const throttle = new Throttle(perMinute);
          let nowMs = 0;
          let passed = 0;
          for (const pauseMs of pauses) {
            nowMs += pauseMs;
            if (throttle.take('a', nowMs).waitMs === 0) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(perMinute + Math.ceil((nowMs / 60_000) * perMinute) + 1);
        },
      ),
    );
  });

  it('tells a refused caller a wait after which it passes', () => {
    const throttle = new Throttle(7);
    for (let count = 0; count < 7; count += 1) throttle.take('a', 0);
    const { waitMs } = throttle.take('a', 5);

    expect(throttle.take('a', 5 + waitMs).waitMs).toBe(0);
  });
});
