import { describe, expect, test } from '@jest/globals';
import { baselineOf, type Breach, breachOf, type Stretch } from './guardrail.js';

const usual = { holdRate: 0.005, heldValueShare: 0.05, inferenceUsPerBatch: 500 };

const stretch = (change: Partial<Stretch>): Stretch => ({
  decisions: 1000,
  holds: 5,
  amountMinor: 1_000_000,
  heldMinor: 10_000,
  errors: 0,
  batches: 50,
  inferenceUs: 25_000,
  ...change,
});

/** A seeded generator of numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many decisions in hundreds it takes to be taken back, or undefined when all were let pass. */
function decisionsUntilBreach(holdRate: number, decisionsMax: number, seed: number): number | undefined {
  const random = seeded(seed);
  const stretches: Stretch[] = [];
  for (let decisions = 100; decisions <= decisionsMax; decisions += 100) {
    const holds = Array.from({ length: 100 }, random).filter((draw) => draw < holdRate).length;
    stretches.push(stretch({ decisions: 100, holds, heldMinor: 0, batches: 0, inferenceUs: 0 }));
    if (breachOf(stretches, usual) !== undefined) return decisions;
  }
  return undefined;
}

describe('a canary', () => {
  test.each<[string, Stretch[], Breach | undefined]>([
    ['that does as the champion does', [stretch({}), stretch({}), stretch({})], undefined],
    ['that holds one in ten', [stretch({ decisions: 200, holds: 20 })], 'hold rate'],
    [
      'that turns bad after a long good time',
      [...Array.from({ length: 50 }, () => stretch({ holds: 3 })), stretch({ holds: 40 })],
      'hold rate',
    ],
    ['that holds few but large payments', [stretch({ holds: 10, heldMinor: 400_000 })], 'held value'],
    ['that fails now and then', [stretch({ errors: 20 })], 'error rate'],
    ['that fails on everything', [stretch({ decisions: 0, holds: 0, errors: 64 })], 'error rate'],
    ['that is slow', [stretch({ inferenceUs: 50 * 30_000 })], 'latency'],
    ['that decided nothing yet', [], undefined],
  ])('%s', (_kind, canary, breach) => {
    expect(breachOf(canary, usual)).toBe(breach);
  });

  test('with twice the hold rate is taken back within some thousand decisions, mostly', () => {
    const found = Array.from({ length: 20 }, (_, seed) => decisionsUntilBreach(0.01, 20_000, seed));
    expect(found.filter((each) => each !== undefined).length).toBeGreaterThanOrEqual(19);
  });

  test('with the usual hold rate is let pass, mostly', () => {
    const found = Array.from({ length: 20 }, (_, seed) => decisionsUntilBreach(0.005, 20_000, 100 + seed));
    expect(found.filter((each) => each !== undefined).length).toBeLessThanOrEqual(3);
  });
});

describe('the baseline', () => {
  test('is what the champion did', () => {
    expect(baselineOf([stretch({}), stretch({ holds: 15 })])).toEqual({
      holdRate: 0.01,
      heldValueShare: 0.01,
      inferenceUsPerBatch: 500,
    });
  });

  test('of a champion that decided little is that of a usual bank', () => {
    expect(baselineOf([stretch({ decisions: 10, holds: 5 })])).toMatchObject({ holdRate: 0.005 });
  });
});
