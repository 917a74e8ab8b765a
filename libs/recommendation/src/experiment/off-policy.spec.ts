import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleRatioP, snips } from './off-policy.js';

describe('the value of a policy that did not choose', () => {
  it('is Σwr/Σw, worked out by hand', () => {
    // Weights 1/0.5 = 2, 0.5/0.25 = 2 and 0/0.25 = 0: (2·1 + 2·0)/(2 + 2).
    const choices = [
      { propensity: 0.5, target: 1, reward: 1, times: 1 },
      { propensity: 0.25, target: 0.5, reward: 0, times: 1 },
      { propensity: 0.25, target: 0, reward: 1, times: 1 },
    ];
    const value = snips(choices);
    expect(value?.value).toBeCloseTo(0.5, 12);
    // √(2²·0.5² + 2²·0.5²)/4.
    expect(value?.standardError).toBeCloseTo(Math.SQRT2 / 4, 12);
    expect(value?.effectiveChoices).toBeCloseTo(2, 12);
  });

  it('is the plain mean when the policy is the one that chose', () => {
    const rewards = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(rewards, fc.double({ min: 0.01, max: 1, noNaN: true }), (outcomes, propensity) => {
        const mean = outcomes.reduce<number>((sum, each) => sum + each, 0) / outcomes.length;
        const value = snips(outcomes.map((reward) => ({ propensity, target: propensity, reward, times: 1 })));
        expect(value?.value).toBeCloseTo(mean, 9);
      }),
    );
  });

  it('counts a choice that was made often as so many choices', () => {
    const choice = { propensity: 0.5, target: 1, reward: 1 };
    const other = { propensity: 0.25, target: 1, reward: 0, times: 2 };
    const once = { ...choice, times: 1 };
    expect(snips([{ ...choice, times: 3 }, other])).toEqual(snips([once, once, once, other]));
  });

  it('is never outside of the rewards', () => {
    const choice = fc.record({
      propensity: fc.double({ min: 0.01, max: 1, noNaN: true }),
      target: fc.double({ min: 0, max: 1, noNaN: true }),
      reward: fc.double({ min: 0, max: 1, noNaN: true }),
      times: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(choice), (choices) => {
        const found = snips(choices);
        return found === undefined || (found.value >= 0 && found.value <= 1 + 1e-12);
      }),
    );
  });

  it('is not known when the policy would have chosen none of it', () => {
    expect(snips([{ propensity: 0.5, target: 0, reward: 1, times: 3 }])).toBeUndefined();
    expect(snips([])).toBeUndefined();
  });
});

describe('the sample ratio', () => {
  it.each([
    // χ² = 3.841 is the 5 % point of one degree of freedom, 10.828 the 0.1 % point.
    [549, 451, 0.5, 9.604, 0.0019],
    [531, 469, 0.5, 3.844, 0.05],
    [100, 900, 0.1, 0, 1],
  ])('of %i to %i at a share of %f has the p of χ² = %f', (first, second, share, _chiSquare, p) => {
    expect(sampleRatioP(first, second, share)).toBeCloseTo(p, 3);
  });

  it('alarms at a tenth that is an eighth, and not at a tenth', () => {
    expect(sampleRatioP(1250, 8750, 0.1)).toBeLessThan(0.001);
    expect(sampleRatioP(1003, 8997, 0.1)).toBeGreaterThan(0.5);
  });

  it('says nothing of nobody, and of too few to tell', () => {
    expect(sampleRatioP(0, 0, 0.1)).toBe(1);
    expect(sampleRatioP(1, 0, 0.05)).toBe(1);
    expect(sampleRatioP(49, 0, 0.1)).toBe(1);
    expect(sampleRatioP(50, 0, 0.1)).toBeLessThan(0.001);
  });
});
