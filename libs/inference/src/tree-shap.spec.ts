import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  expectedMargin,
  marginOf,
  type TreeEnsemble,
  type TreeNode,
  withExpectation,
} from './tree-ensemble.js';
import { TreeExplainer } from './tree-shap.js';

const featureCount = 4;

const leaf = (value: number, cover: number): TreeNode => ({ kind: 'leaf', value, cover });

const split = (feature: number, threshold: number, left: TreeNode, right: TreeNode): TreeNode =>
  withExpectation({ kind: 'split', test: 'at most', isMissingLeft: false, feature, threshold, left, right });

const of = (...trees: TreeNode[]): TreeEnsemble => ({ trees, base: 0, covers: 'file' });
const shapOf = (ensemble: TreeEnsemble, row: readonly number[]): number[] => [
  ...new TreeExplainer(ensemble, row.length).valuesOf(row),
];

/** The expected output when only the features of `known` are: others are averaged over the training cover. */
function expectation(node: TreeNode, row: readonly number[], known: ReadonlySet<number>): number {
  if (node.kind === 'leaf') return node.value;
  if (known.has(node.feature)) {
    return expectation(row[node.feature]! <= node.threshold ? node.left : node.right, row, known);
  }
  const left = expectation(node.left, row, known) * node.left.cover;
  const right = expectation(node.right, row, known) * node.right.cover;
  return (left + right) / (node.left.cover + node.right.cover);
}

/** Shapley values by their definition: over every subset of the other features. */
function shapleyValues(tree: TreeNode, row: readonly number[]): number[] {
  const factorial = (number: number): number => (number <= 1 ? 1 : number * factorial(number - 1));
  return row.map((_, feature) => {
    let value = 0;
    for (let bits = 0; bits < 2 ** row.length; bits += 1) {
      const known = new Set([...row.keys()].filter((each) => (bits >> each) % 2 === 1));
      if (known.has(feature)) continue;
      const weight = (factorial(known.size) * factorial(row.length - known.size - 1)) / factorial(row.length);
      const gain = expectation(tree, row, new Set([...known, feature])) - expectation(tree, row, known);
      value += weight * gain;
    }
    return value;
  });
}

/** Thresholds are few, so that rows meet them exactly; features repeat on a path; some leaves saw no training row. */
const anyLeaf = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 9 }))
  .map(([value, cover]) => leaf(value, cover));
const withCover = (node: TreeNode): TreeNode => (node.cover > 0 ? node : { ...node, cover: 1 });
const { tree: anyTree } = fc.letrec<{ tree: TreeNode; node: TreeNode }>((tie) => ({
  tree: fc
    .tuple(fc.nat(featureCount - 2), fc.integer({ min: 0, max: 3 }), tie('node'), tie('node'))
    .map(([feature, threshold, left, right]) => split(feature, threshold, withCover(left), right)),
  node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, anyLeaf, tie('tree')),
}));
/** The last feature is one that no tree uses. */
const anyRow = fc.tuple(...Array.from({ length: featureCount }, () => fc.integer({ min: 0, max: 4 })));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const expectClose = (given: readonly number[], expected: readonly number[]): void => {
  expect(given).toHaveLength(expected.length);
  for (const [index, value] of given.entries()) expect(value).toBeCloseTo(expected[index]!, 9);
};

describe('SHAP values', () => {
  test('of one split are the way from the average to the leaf', () => {
    const tree = split(0, 5, leaf(0.1, 30), leaf(0.9, 10));
    expectClose(shapOf(of(tree), [5, 7]), [-0.2, 0]);
    expectClose(shapOf(of(tree), [5.1, 7]), [0.6, 0]);
  });

  test('of a feature used twice on a path are counted once, for both splits', () => {
    const tree = split(0, 10, split(0, 5, leaf(0, 1), leaf(0.5, 1)), leaf(1, 2));
    for (const [value, score] of [
      [5, 0],
      [6, 0.5],
      [11, 1],
    ] as const) {
      expectClose(shapOf(of(tree), [value]), [score - 0.625]);
    }
  });

  test('of two features that only act together are equal', () => {
    const tree = split(0, 0, leaf(0, 2), split(1, 0, leaf(0, 1), leaf(1, 1)));
    expectClose(shapOf(of(tree), [1, 1]), [0.375, 0.375]);
  });

  test('of a tree that is a single leaf are zero', () => {
    expect(shapOf(of(leaf(0.7, 10)), [1, 2])).toEqual([0, 0]);
  });

  test('stay finite beside a leaf that no training row reached', () => {
    const tree = split(0, 0, split(1, 0, leaf(0.2, 5), leaf(0.4, 0)), leaf(1, 5));
    expectClose(shapOf(of(tree), [0, 0]), [-0.4, 0]);
    expectClose(shapOf(of(tree), [0, 1]), shapleyValues(tree, [0, 1]));
  });

  test('add up in a tree far deeper than is ever trained', () => {
    const depth = 36;
    const tree = Array.from({ length: depth }).reduce<TreeNode>(
      (below, _, index) => split(index, 0, leaf(index % 7, 1), below),
      leaf(1, 1),
    );
    const row = Array.from({ length: depth }, (_, index) => (index === 5 ? 0 : 1));
    const values = shapOf(of(tree), row);
    expect(sum(values)).toBeCloseTo(marginOf(of(tree), row) - tree.value, 6);
  });

  test('equal the Shapley values by their definition, on any tree', () => {
    fc.assert(
      fc.property(anyTree, anyRow, (tree, row) => {
        expectClose(shapOf(of(tree), row), shapleyValues(tree, row));
      }),
      { numRuns: 300 },
    );
  });

  test('add up to the score less the expected score, on any ensemble; an unused feature has none', () => {
    fc.assert(
      fc.property(fc.array(anyTree, { maxLength: 4 }), anyRow, (trees, row) => {
        const values = shapOf(of(...trees), row);
        expect(sum(values)).toBeCloseTo(marginOf(of(...trees), row) - expectedMargin(of(...trees)), 9);
        expect(values.at(-1)).toBe(0);
      }),
    );
  });
});

test('a score follows one leaf of each tree: left at the threshold, right above it', () => {
  const trees = [split(0, 5, leaf(1, 1), leaf(2, 1)), split(1, 5, leaf(10, 1), leaf(20, 1))];
  expect(marginOf(of(...trees), [5, 5])).toBe(11);
  expect(marginOf(of(...trees), [5.001, 5])).toBe(12);
  expect(marginOf(of(...trees), [6, 6])).toBe(22);
  expect(expectedMargin(of(...trees))).toBe(16.5);
});
