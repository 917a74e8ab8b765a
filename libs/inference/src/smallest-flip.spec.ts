import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { float32Above } from './parse-trees.js';
import { smallestFlip } from './smallest-flip.js';
import { leafOf, type TreeNode, withExpectation } from './tree-ensemble.js';

const leaf = (value: number): TreeNode => ({ kind: 'leaf', value, cover: 1 });
const split = (feature: number, threshold: number, left: TreeNode, right: TreeNode): TreeNode =>
  withExpectation({ kind: 'split', test: 'at most', isMissingLeft: false, feature, threshold, left, right });
const isPositive = (value: number): boolean => value >= 0.5;
const scales = (...sizes: number[]): Map<number, number> => new Map(sizes.entries());

describe('the smallest change that flips a decision', () => {
  const tree = split(0, 100, leaf(0.1), split(1, 3, leaf(0.9), leaf(0.2)));

  test('is the nearest of all ways, each feature measured by its scale', () => {
    const question = { tree, row: [150, 2], isPositive };
    expect(smallestFlip({ ...question, scales: scales(10, 1) })).toEqual({
      changes: [{ feature: 1, from: 2, to: float32Above(3) }],
      distance: float32Above(3) - 2,
    });
    expect(smallestFlip({ ...question, scales: scales(100, 1) })?.changes).toEqual([
      { feature: 0, from: 150, to: 100 },
    ]);
  });

  test('leaves fixed facts as they are', () => {
    const flip = smallestFlip({ tree, row: [150, 2], isPositive, scales: new Map([[0, 1]]) });
    expect(flip?.changes).toEqual([{ feature: 0, from: 150, to: 100 }]);
    expect(smallestFlip({ tree, row: [150, 2], isPositive, scales: new Map() })).toBeUndefined();
  });

  test('does not exist when all leaves are on one side', () => {
    const flip = smallestFlip({
      tree: split(0, 1, leaf(0.1), leaf(0.2)),
      row: [0],
      isPositive,
      scales: scales(1),
    });
    expect(flip).toBeUndefined();
  });

  const { tree: anyTree } = fc.letrec<{ tree: TreeNode; node: TreeNode }>((tie) => ({
    tree: fc
      .tuple(fc.nat(2), fc.integer({ min: 0, max: 4 }), tie('node'), tie('node'))
      .map(([feature, threshold, left, right]) => split(feature, threshold, left, right)),
    node: fc.oneof({ maxDepth: 4 }, fc.constantFrom(0.1, 0.9).map(leaf), tie('tree')),
  }));
  const anyRow = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5));

  /** Every place that matters: the row's own value, each threshold, and the number just above it. */
  const grid = (own: number): number[] => [own, ...[0, 1, 2, 3, 4].flatMap((at) => [at, float32Above(at)])];

  test('flips the side, and nothing nearer does, on any tree with any fixed facts', () => {
    fc.assert(
      fc.property(anyTree, anyRow, fc.subarray([0, 1, 2]), (any, row, mutable) => {
        const sizes = new Map(mutable.map((feature) => [feature, feature + 1]));
        const side = isPositive(leafOf(any, row).value);
        const flip = smallestFlip({ tree: any, row, isPositive, scales: sizes });
        const options = row.map((own, feature) => (sizes.has(feature) ? grid(own) : [own]));
        let nearest = Infinity;
        for (const a of options[0]!)
          for (const b of options[1]!)
            for (const c of options[2]!) {
              if (isPositive(leafOf(any, [a, b, c]).value) === side) continue;
              const steps = [a, b, c].map(
                (value, feature) => Math.abs(value - row[feature]!) / (feature + 1),
              );
              nearest = Math.min(
                nearest,
                steps.reduce((sum, step) => sum + step, 0),
              );
            }
        expect(flip?.distance ?? Infinity).toBeCloseTo(nearest, 9);
        if (flip === undefined) return;
        const changed: number[] = [...row];
        for (const { feature, to } of flip.changes) changed[feature] = to;
        expect(isPositive(leafOf(any, changed).value)).toBe(!side);
      }),
      { numRuns: 300 },
    );
  });
});
