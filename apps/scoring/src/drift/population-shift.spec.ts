import { describe, expect, it } from '@jest/globals';
import { chiSquareTail } from './chi-square.js';
import { driftReport, type Sample } from './drift-report.js';
import { shiftOf } from './population-shift.js';

/** A generator of numbers from 0 up to 1 that belongs to a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const names = ['amount', 'normal', 'mostly_zero', 'count', 'flag', 'sometimes_missing', 'constant', 'hour'];
const treeScores = [0.001, 0.002, 0.004, 0.01, 0.03, 0.08, 0.2, 0.5, 0.9];

/** Payments of the kinds of numbers that features are; `shift` moves the amount by that many standard deviations. */
function sample(size: number, random: () => number, shift = 0): Sample {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const vectors = Array.from({ length: size }, () => [
    Math.exp(5 + normal() + shift),
    normal(),
    random() < 0.8 ? 0 : random(),
    Math.floor(-3 * Math.log(1 - random())),
    random() < 0.02 ? 1 : 0,
    random() < 0.3 ? Number.NaN : normal(),
    1,
    Math.floor(24 * random()),
  ]);
  const scores = Array.from({ length: size }, () => treeScores[Math.floor(random() ** 3 * 9)] ?? 0);
  return { vectors, scores };
}

describe('drift', () => {
  it.each([
    [21.666, 9, 0.01],
    [3.841, 1, 0.05],
    [16.919, 9, 0.05],
    [6.635, 1, 0.01],
    [135.807, 100, 0.01],
  ])('the chance of a chi-square above %f with %i degrees of freedom is %f', (value, degrees, chance) => {
    expect(chiSquareTail(value, degrees)).toBeCloseTo(chance, 4);
  });

  it.each([100, 300, 1000, 3000, 10_000])(
    'without any, is seen in at most 5 %% of runs over samples of %i',
    async (size) => {
      const runs = size > 1000 ? 20 : 100;
      const random = seeded(size);
      let alarms = 0;
      for (let run = 0; run < runs; run += 1) {
        const report = await driftReport(names, sample(size, random), sample(size, random));
        if (report.drifted.length > 0) alarms += 1;
      }
      expect(alarms / runs).toBeLessThanOrEqual(0.05);
    },
    240_000,
  );

  it.each([
    [100, 1.2],
    [1000, 0.4],
    [10_000, 0.12],
  ])(
    'of one feature, in samples of %i by %f standard deviations, is seen and named',
    async (size, shift) => {
      const random = seeded(size + 1);
      let found = 0;
      for (let run = 0; run < 20; run += 1) {
        const { drifted } = await driftReport(names, sample(size, random), sample(size, random, shift));
        if (drifted.includes('amount')) found += 1;
      }
      expect(found).toBeGreaterThanOrEqual(19);
    },
    180_000,
  );

  it('of a score from one leaf to the next is seen, however close their values are', async () => {
    const random = seeded(7);
    const [before, now] = [sample(2000, random), sample(2000, random)];
    const scores = now.scores.map((score, index) => (score === 0.001 && index % 5 === 0 ? 0.002 : score));
    expect((await driftReport(names, before, { ...now, scores })).drifted).toEqual(['score']);
  });

  it('of values into missing ones, and out of a value that many share, is seen', () => {
    const random = seeded(8);
    const values = Array.from({ length: 2000 }, () => (random() < 0.5 ? 0 : random()));
    const missing = values.map((value, index) => (index % 10 === 0 ? Number.NaN : value));
    const moved = values.map((value, index) => (value === 0 && index % 4 === 0 ? 1e-9 : value));
    for (const changed of [missing, moved]) expect(shiftOf(values, changed).chance).toBeLessThan(1e-9);
    expect(shiftOf(values, values)).toMatchObject({ stabilityIndex: 0, chance: 1 });
  });

  it('keeps every value of both samples in one bin', () => {
    const random = seeded(9);
    const [before, now] = [sample(5000, random), sample(700, random, 1)];
    for (const column of names.keys()) {
      const of = ({ vectors }: Sample): number[] => vectors.map((vector) => vector[column] ?? 0);
      const { bins } = shiftOf(of(before), of(now));
      expect(bins.reduce((sum, { reference }) => sum + reference, 0)).toBe(5000);
      expect(bins.reduce((sum, { current }) => sum + current, 0)).toBe(700);
    }
  });

  it('is not judged from fewer than 100 decisions', async () => {
    const random = seeded(10);
    const report = await driftReport(names, sample(1000, random), sample(99, random, 5));
    expect(report).toMatchObject({ isJudged: false, drifted: [], numbers: [] });
  });
});
