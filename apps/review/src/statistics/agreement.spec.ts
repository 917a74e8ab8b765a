import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Agreement, cohensKappa } from './cohens-kappa.js';
import { wilsonInterval } from './wilson-interval.js';

const table = (bothFraud: number, firstOnly: number, secondOnly: number, bothHonest: number): Agreement => ({
  bothFraud,
  firstOnly,
  secondOnly,
  bothHonest,
});

describe("Cohen's kappa", () => {
  it.each([
    // Observed 35/50, by chance (25·30 + 25·20)/50² = 0.5.
    ['computed by hand', table(20, 5, 10, 15), 0.4],
    // Observed 90/100, by chance (90·90 + 10·10)/100² = 0.82.
    ['lower than the agreement when one answer is common', table(85, 5, 5, 5), 0.08 / 0.18],
    ['1 when they always agree', table(3, 0, 0, 4), 1],
    ['0 when one of them says the same of all', table(5, 0, 5, 0), 0],
    ['-1 when they always differ, evenly', table(0, 6, 6, 0), -1],
    ['nothing when both say the same of all', table(7, 0, 0, 0), null],
    ['nothing without cases', table(0, 0, 0, 0), null],
  ])('is %s', (_, counts, expected) => {
    const kappa = cohensKappa(counts);
    if (expected === null) expect(kappa).toBeNull();
    else expect(kappa).toBeCloseTo(expected, 12);
  });

  it('is from -1 to 1, and the same whichever of them is first', () => {
    const count = fc.nat(1000);
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const kappa = cohensKappa(table(a, b, c, d));
        expect(cohensKappa(table(a, c, b, d))).toEqual(kappa);
        if (kappa === null) return;
        expect(kappa).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(kappa).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the interval of a share', () => {
  it.each([
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [0, 0, 0, 1],
  ])('of %d in %d is from %d to %d', (hits, cases, low, high) => {
    expect(wilsonInterval(hits, cases).low).toBeCloseTo(low, 4);
    expect(wilsonInterval(hits, cases).high).toBeCloseTo(high, 4);
  });
});
