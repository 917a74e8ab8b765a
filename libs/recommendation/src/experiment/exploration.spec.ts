import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { armOf, exposureOf, shownList, steadyChance } from './exploration.js';

const list = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 10 });

describe('the arm of a customer', () => {
  it('is always the same', () => {
    fc.assert(fc.property(fc.uuid(), (id) => armOf(id, 0.3) === armOf(id, 0.3)));
  });

  it('is the explored one for about the share that is asked for', () => {
    const explored = Array.from({ length: 20_000 }, (_, index) => armOf(`customer ${index}`, 0.1)).filter(
      (arm) => arm === 'explored',
    );
    // Five standard deviations of a binomial around 2,000.
    expect(Math.abs(explored.length - 2000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.1 * 0.9));
  });

  it('explores nobody at share 0 and everybody at 1', () => {
    fc.assert(fc.property(fc.uuid(), (id) => armOf(id, 0) === 'ranked' && armOf(id, 1) === 'explored'));
  });
});

describe('the list that is shown', () => {
  it('is the ranking in the ranked arm', () => {
    fc.assert(
      fc.property(list, fc.uuid(), (ranked, id) => {
        expect(shownList(ranked, 'ranked', id, '1 home')).toEqual(ranked);
      }),
    );
  });

  it('holds every item once, all but the first in their order', () => {
    fc.assert(
      fc.property(list, fc.uuid(), (ranked, id) => {
        const [first, ...rest] = shownList(ranked, 'explored', id, '1 home');
        expect(rest).toEqual(ranked.filter((item) => item !== first));
        expect(ranked).toContain(first);
      }),
    );
  });

  it('begins with each item as often as its propensity says', () => {
    const ranked = ['a', 'b', 'c', 'd'];
    const counts = new Map(ranked.map((item) => [item, 0]));
    for (let index = 0; index < 8000; index += 1) {
      const [first = ''] = shownList(ranked, 'explored', `customer ${index}`, '7 home');
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    for (const count of counts.values())
      expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(8000 * 0.25 * 0.75));
  });

  it('does not change from one look to the next, but with the generation', () => {
    const ranked = Array.from({ length: 10 }, (_, index) => index);
    const draws = Array.from({ length: 30 }, (_, generation) =>
      shownList(ranked, 'explored', 'ann', `${generation} home`),
    );
    expect(shownList(ranked, 'explored', 'ann', '3 home')).toEqual(draws[3]);
    expect(new Set(draws.map(([first]) => first)).size).toBeGreaterThan(3);
  });
});

describe('an exposure', () => {
  it('says where the item was, where it would have been, and how likely that was', () => {
    expect(exposureOf('c', ['a', 'b', 'c', 'd'], ['c', 'a', 'b', 'd'], 'explored')).toEqual({
      arm: 'explored',
      shownPlace: 1,
      rankedPlace: 3,
      propensity: 0.25,
    });
    expect(exposureOf('a', ['a', 'b'], ['a', 'b'], 'ranked')).toMatchObject({ propensity: 1 });
    expect(exposureOf('b', ['a', 'b'], ['a', 'b'], 'ranked')).toMatchObject({ propensity: null });
  });
});

describe('a steady chance', () => {
  it('is from 0 to below 1', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const value = steadyChance(...texts);
        return value >= 0 && value < 1;
      }),
    );
  });
});
