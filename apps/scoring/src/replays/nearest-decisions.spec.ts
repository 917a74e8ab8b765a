import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearestDecisions } from './nearest-decisions.js';

const namesOf = (found: readonly { readonly of: { readonly name: string } }[]): string[] =>
  found.map(({ of }) => of.name);

describe('the decisions most like one', () => {
  it('are near in every fact, whatever its unit', () => {
    const others = [
      { name: 'same hour, other amount', vector: [900_000, 3] },
      { name: 'near in both', vector: [110_000, 4] },
      { name: 'same amount, other hour', vector: [100_000, 22] },
    ];
    expect(namesOf(nearestDecisions([100_000, 3], others, 2))[0]).toBe('near in both');
  });

  it('do not depend on facts that never vary, nor on decisions with other facts', () => {
    const others = [
      { name: 'near', vector: [7, 1] },
      { name: 'far', vector: [7, 9] },
      { name: 'of an older catalogue', vector: [7] },
    ];
    expect(namesOf(nearestDecisions([7, 2], others, 5))).toEqual(['near', 'far']);
    expect(nearestDecisions([7, 2], [], 5)).toEqual([]);
  });

  it('are the same in pence and in pounds, and begin with an equal one', () => {
    const vectors = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 23 })), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(vectors, (points) => {
        const [asked = [0, 0]] = points;
        const scaled = (by: number) => points.map(([amount, hour]) => ({ vector: [amount * by, hour] }));
        const at = (by: number) => nearestDecisions([asked[0] * by, asked[1]], scaled(by), 20);
        const distances = at(1).map(({ distance }) => distance);
        expect(distances[0]).toBe(0);
        at(64).forEach(({ distance }, place) => {
          expect(distance).toBeCloseTo(distances[place] ?? NaN, 9);
        });
      }),
    );
  });
});
