import { float32Above } from './parse-trees.js';
import { goesLeft, leafOf, type TreeNode, type TreeSplit } from './tree-ensemble.js';

export interface FlipQuestion {
  readonly tree: TreeNode;
  /** The features as they are; they count as float32. */
  readonly row: readonly number[];
  /** Which side of the decision a leaf's value is on. */
  readonly isPositive: (leafValue: number) => boolean;
  /** The features that may change, by index, each with the size of a change that counts as 1. */
  readonly scales: ReadonlyMap<number, number>;
}

export interface FactChange {
  readonly feature: number;
  readonly from: number;
  readonly to: number;
}

export interface Flip {
  /** One for each feature that changes. */
  readonly changes: readonly FactChange[];
  /** Sum of the sizes of the changes, each divided by its feature's scale. */
  readonly distance: number;
}

/** The values of a feature that lead to a leaf: above `low`, at most `high`, perhaps one value only, or not some. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly forbidden: readonly number[];
}

const anything: Range = { low: -Infinity, high: Infinity, forbidden: [] };

/**
 * The smallest change of the mutable facts that flips a tree's decision: exact, because every leaf on the other side
 * is tried, and the nearest point of a leaf is found feature by feature. Of equal distances the fewest changes win.
 * A missing value stays missing.
 *
 * @returns undefined when no leaf on the other side can be reached
 */
export function smallestFlip({ tree, row, isPositive, scales }: FlipQuestion): Flip | undefined {
  const floats = row.map(Math.fround);
  const side = isPositive(leafOf(tree, floats).value);
  let best: Flip | undefined;
  const visit = (node: TreeNode, ranges: ReadonlyMap<number, Range>): void => {
    if (node.kind === 'leaf') {
      if (isPositive(node.value) === side) return;
      const flip = nearest(ranges, floats, scales);
      if (flip !== undefined && (best === undefined || isSmaller(flip, best))) best = flip;
      return;
    }
    for (const isLeft of [true, false]) {
      const narrowed = narrow(node, isLeft, ranges, floats, scales);
      if (narrowed !== undefined) visit(isLeft ? node.left : node.right, narrowed);
    }
  };
  visit(tree, new Map());
  return best;
}

function isSmaller(one: Flip, other: Flip): boolean {
  return one.distance === other.distance
    ? one.changes.length < other.changes.length
    : one.distance < other.distance;
}

/** @returns undefined when the branch cannot be taken */
function narrow(
  split: TreeSplit,
  isLeft: boolean,
  ranges: ReadonlyMap<number, Range>,
  row: readonly number[],
  scales: ReadonlyMap<number, number>,
): ReadonlyMap<number, Range> | undefined {
  const { feature } = split;
  const isFixed = !scales.has(feature) || Number.isNaN(row[feature] ?? Number.NaN);
  if (isFixed) return goesLeft(split, row) === isLeft ? ranges : undefined;
  const range = restricted(ranges.get(feature) ?? anything, split, isLeft);
  return range.low < range.high ? new Map([...ranges, [feature, range]]) : undefined;
}

function restricted({ low, high, forbidden }: Range, split: TreeSplit, isLeft: boolean): Range {
  const { threshold } = split;
  if (split.test === 'equal to') {
    if (!isLeft) return { low, high, forbidden: [...forbidden, threshold] };
    const below = -float32Above(-threshold);
    return { low: Math.max(low, below), high: Math.min(high, threshold), forbidden };
  }
  return isLeft
    ? { low, high: Math.min(high, threshold), forbidden }
    : { low: Math.max(low, threshold), high, forbidden };
}

function nearest(
  ranges: ReadonlyMap<number, Range>,
  row: readonly number[],
  scales: ReadonlyMap<number, number>,
): Flip | undefined {
  const changes: FactChange[] = [];
  let distance = 0;
  for (const [feature, range] of ranges) {
    const from = row[feature] ?? Number.NaN;
    const to = nearestIn(range, from);
    if (to === undefined) return undefined;
    if (to === from) continue;
    changes.push({ feature, from, to });
    distance += Math.abs(to - from) / (scales.get(feature) ?? 1);
  }
  return { changes, distance };
}

/** The nearest float32 of a range. */
function nearestIn(range: Range, from: number): number | undefined {
  const inside = Math.min(Math.max(from, float32Above(range.low)), range.high);
  const isFree = (value: number): boolean =>
    value > range.low && value <= range.high && !range.forbidden.includes(value);
  const steps: [number, number] = [inside, inside];
  for (let tries = 0; tries <= range.forbidden.length; tries += 1) {
    const [up, down] = steps;
    const free = [up, down].filter(isFree);
    if (free.length > 0) return free.sort((a, b) => Math.abs(a - from) - Math.abs(b - from))[0];
    steps[0] = float32Above(up);
    steps[1] = -float32Above(-down);
  }
  return undefined;
}
