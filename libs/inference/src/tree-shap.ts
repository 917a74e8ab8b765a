import type { TreeEnsemble, TreeNode } from './tree-ensemble.js';

/** One feature on the path from the root: how much of the cover flows on when it is unknown (zero) or known (one). */
interface PathStep {
  readonly feature: number;
  readonly zeroFraction: number;
  readonly oneFraction: number;
  /** Weight of the subsets of the path that have as many known features as the step's index. */
  weight: number;
}

/**
 * Exact SHAP values of a tree ensemble for one row, one for each feature. They add up to the score less the
 * ensemble's expected score. Missing features are averaged over the training cover of the nodes.
 *
 * Source: Lundberg, Erion, Lee (2018), "Consistent Individualized Feature Attribution for Tree Ensembles", algorithm 2.
 */
export function treeShap(ensemble: TreeEnsemble, row: readonly number[]): number[] {
  const values = row.map(() => 0);
  for (const tree of ensemble.trees)
    visit(tree, row, values, [], { feature: -1, zeroFraction: 1, oneFraction: 1 });
  return values;
}

/** The score of a row by the trees themselves, for checks against the runtime. */
export function treeScore(ensemble: TreeEnsemble, row: readonly number[]): number {
  return ensemble.trees.reduce((sum, tree) => sum + leafOf(tree, row), 0);
}

/** The average score over the training cover: what SHAP values are measured from. */
export function expectedScore(ensemble: TreeEnsemble): number {
  return ensemble.trees.reduce((sum, tree) => sum + tree.value, 0);
}

function leafOf(node: TreeNode, row: readonly number[]): number {
  return node.kind === 'leaf' ? node.value : leafOf(chosen(node, row), row);
}

function chosen(node: Extract<TreeNode, { kind: 'split' }>, row: readonly number[]): TreeNode {
  return (row[node.feature] ?? Number.NaN) <= node.threshold ? node.left : node.right;
}

function visit(
  node: TreeNode,
  row: readonly number[],
  values: number[],
  parentPath: readonly PathStep[],
  step: Omit<PathStep, 'weight'>,
): void {
  const path = extend(parentPath, step);
  if (node.kind === 'leaf') {
    creditLeaf(node.value, path, values);
    return;
  }
  const hot = chosen(node, row);
  const earlier = path.findIndex(({ feature }, index) => index > 0 && feature === node.feature);
  const before = earlier === -1 ? { zeroFraction: 1, oneFraction: 1 } : at(path, earlier);
  const rest = earlier === -1 ? path : unwind(path, earlier);
  for (const child of [node.left, node.right]) {
    const zeroFraction = node.cover === 0 ? 0 : (before.zeroFraction * child.cover) / node.cover;
    const oneFraction = child === hot ? before.oneFraction : 0;
    if (zeroFraction === 0 && oneFraction === 0) continue;
    visit(child, row, values, rest, { feature: node.feature, zeroFraction, oneFraction });
  }
}

/** Shares what a leaf adds to the score among the features on the path to it. */
function creditLeaf(leafValue: number, path: readonly PathStep[], values: number[]): void {
  for (let index = 1; index < path.length; index += 1) {
    const { feature, oneFraction, zeroFraction } = at(path, index);
    const weight = unwind(path, index).reduce((sum, { weight: part }) => sum + part, 0);
    values[feature] = (values[feature] ?? 0) + weight * (oneFraction - zeroFraction) * leafValue;
  }
}

function extend(parentPath: readonly PathStep[], step: Omit<PathStep, 'weight'>): PathStep[] {
  const length = parentPath.length;
  const path = parentPath.map((each) => ({ ...each }));
  path.push({ ...step, weight: length === 0 ? 1 : 0 });
  for (let index = length - 1; index >= 0; index -= 1) {
    const { weight } = at(path, index);
    at(path, index + 1).weight += (step.oneFraction * weight * (index + 1)) / (length + 1);
    at(path, index).weight = (step.zeroFraction * weight * (length - index)) / (length + 1);
  }
  return path;
}

/** Undoes `extend` for one step of the path. */
function unwind(path: readonly PathStep[], removed: number): PathStep[] {
  const last = path.length - 1;
  const { oneFraction, zeroFraction } = at(path, removed);
  const weights = path.map(({ weight }) => weight);
  let next = weights[last] ?? 0;
  for (let index = last - 1; index >= 0; index -= 1) {
    const weight = weights[index] ?? 0;
    if (oneFraction !== 0) {
      weights[index] = (next * (last + 1)) / ((index + 1) * oneFraction);
      next = weight - ((weights[index] ?? 0) * zeroFraction * (last - index)) / (last + 1);
    } else {
      weights[index] = (weight * (last + 1)) / (zeroFraction * (last - index));
    }
  }
  const steps = path.filter((_, index) => index !== removed);
  return steps.map((step, index) => ({ ...step, weight: weights[index] ?? 0 }));
}

function at(path: readonly PathStep[], index: number): PathStep {
  const step = path[index];
  if (step === undefined) throw new RangeError(`path has no step ${index}`);
  return step;
}
