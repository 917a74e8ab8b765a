import { leftShare, type TreeNode, type TreeSplit } from './tree-ensemble.js';

/** One feature on the way to a leaf, with all splits that test it. */
interface Step {
  readonly feature: number;
  /** The part of the cover that flows on when the feature is unknown. */
  readonly flow: number;
  /** What the splits must say for the leaf to be reached: twice the number of the split, plus one for left. */
  readonly conditions: readonly number[];
}

/** The way to a leaf: each feature once. */
export interface TreePath {
  readonly steps: readonly Step[];
  readonly value: number;
}

/** The paths to all leaves; appends the splits that they pass to `splits`, whose places the conditions name. */
export function pathsOf(node: TreeNode, splits: TreeSplit[], steps: readonly Step[] = []): TreePath[] {
  if (node.kind === 'leaf') return [{ steps, value: node.value }];
  const split = splits.push(node) - 1;
  const share = leftShare(node);
  return [
    ...pathsOf(node.left, splits, extended(steps, node.feature, share, split * 2 + 1)),
    ...pathsOf(node.right, splits, extended(steps, node.feature, 1 - share, split * 2)),
  ];
}

function extended(steps: readonly Step[], feature: number, share: number, condition: number): Step[] {
  const before = steps.find((step) => step.feature === feature);
  const flow = (before?.flow ?? 1) * share;
  const merged = { feature, flow, conditions: [...(before?.conditions ?? []), condition] };
  return [...steps.filter((step) => step !== before), merged];
}

/** Where each of several runs begins when they lie one behind the other, and where the last one ends. */
export function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, index) => {
    starts[index + 1] = integerAt(starts, index) + length;
  });
  return starts;
}

// One function for each kind of column: a load that meets one kind only is several times as fast.

export function realAt(column: Float64Array, place: number): number {
  return column[place] ?? Number.NaN;
}

export function integerAt(column: Int32Array, place: number): number {
  return column[place] ?? 0;
}

export function byteAt(column: Uint8Array, place: number): number {
  return column[place] ?? 0;
}

export function add(column: Float64Array, place: number, amount: number): void {
  column[place] = realAt(column, place) + amount;
}
