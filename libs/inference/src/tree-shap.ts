import type { TreeEnsemble, TreeNode } from './tree-ensemble.js';

/**
 * Exact SHAP values of a tree ensemble for one row, one for each feature. They add up to the score less the
 * ensemble's expected score. Missing features are averaged over the training cover of the nodes.
 *
 * Source: Lundberg, Erion, Lee (2018), "Consistent Individualized Feature Attribution for Tree Ensembles", algorithm 2.
 */
export function treeShap(ensemble: TreeEnsemble, row: readonly number[]): number[] {
  const walk = new Walk(row);
  for (const tree of ensemble.trees) walk.visit(tree, 0, 0, root);
  return walk.values;
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

/** One feature on a path: how much of the cover flows on when it is unknown (zero) or known (one). */
interface Step {
  readonly feature: number;
  readonly zero: number;
  readonly one: number;
}

const root: Step = { feature: -1, zero: 1, one: 1 };
const roomMin = 512;

/**
 * A walk over all paths of trees. Each node has the steps from the root to it as columns, one for each feature, with
 * the weight of the subsets of the path that have as many known features as the step's place. A child's path lies
 * behind its parent's.
 */
class Walk {
  readonly values: number[];
  private features = new Int32Array(roomMin);
  private zeros = new Float64Array(roomMin);
  private ones = new Float64Array(roomMin);
  private weights = new Float64Array(roomMin);
  /** Weights of the path that is being unwound; no path is longer than all of them have room. */
  private unwound = new Float64Array(roomMin);

  constructor(private readonly row: readonly number[]) {
    this.values = row.map(() => 0);
  }

  /** @param parent where the parent's path begins, and `parentLength` how long it is */
  visit(node: TreeNode, parent: number, parentLength: number, step: Step): void {
    const path = this.copyOf(parent, parentLength);
    this.extend(path, parentLength, step);
    const length = parentLength + 1;
    if (node.kind === 'leaf') this.creditLeaf(node.value, path, length);
    else this.visitChildren(node, path, length);
  }

  private visitChildren(node: Extract<TreeNode, { kind: 'split' }>, path: number, length: number): void {
    const hot = chosen(node, this.row);
    const earlier = this.placeOf(node.feature, path, length);
    const zeroBefore = earlier === -1 ? 1 : at(this.zeros, earlier);
    const oneBefore = earlier === -1 ? 1 : at(this.ones, earlier);
    if (earlier !== -1) this.unwind(path, length, earlier - path);
    const rest = earlier === -1 ? length : length - 1;
    for (const child of [node.left, node.right]) {
      const zero = node.cover === 0 ? 0 : (zeroBefore * child.cover) / node.cover;
      const one = child === hot ? oneBefore : 0;
      if (zero !== 0 || one !== 0) this.visit(child, path, rest, { feature: node.feature, zero, one });
    }
  }

  /** Shares what a leaf adds to the score among the features on the path to it. */
  private creditLeaf(leafValue: number, path: number, length: number): void {
    for (let step = 1; step < length; step += 1) {
      const feature = at(this.features, path + step);
      const flow = at(this.ones, path + step) - at(this.zeros, path + step);
      const earlier = this.values[feature] ?? 0;
      this.values[feature] = earlier + this.weightWithout(path, length, step) * flow * leafValue;
    }
  }

  private copyOf(parent: number, length: number): number {
    const path = parent + length;
    if (path + length + 1 > this.weights.length) this.grow();
    for (const column of [this.features, this.zeros, this.ones, this.weights]) {
      column.copyWithin(path, parent, parent + length);
    }
    return path;
  }

  private grow(): void {
    const { features, zeros, ones, weights } = this;
    const room = weights.length * 2;
    this.features = new Int32Array(room);
    this.zeros = new Float64Array(room);
    this.ones = new Float64Array(room);
    this.weights = new Float64Array(room);
    this.unwound = new Float64Array(room);
    this.features.set(features);
    this.zeros.set(zeros);
    this.ones.set(ones);
    this.weights.set(weights);
  }

  private placeOf(feature: number, path: number, length: number): number {
    for (let place = path + 1; place < path + length; place += 1) {
      if (this.features[place] === feature) return place;
    }
    return -1;
  }

  private extend(path: number, length: number, { feature, zero, one }: Step): void {
    const { weights } = this;
    this.features[path + length] = feature;
    this.zeros[path + length] = zero;
    this.ones[path + length] = one;
    weights[path + length] = length === 0 ? 1 : 0;
    for (let step = length - 1; step >= 0; step -= 1) {
      const weight = at(weights, path + step);
      weights[path + step + 1] = at(weights, path + step + 1) + (one * weight * (step + 1)) / (length + 1);
      weights[path + step] = (zero * weight * (length - step)) / (length + 1);
    }
  }

  /** Takes one step off the path. */
  private unwind(path: number, length: number, removed: number): void {
    this.unwindWeights(path, length, removed);
    this.weights.set(this.unwound.subarray(0, length - 1), path);
    for (const column of [this.features, this.zeros, this.ones]) {
      column.copyWithin(path + removed, path + removed + 1, path + length);
    }
  }

  /** The weight of the whole path had `removed` never been on it. */
  private weightWithout(path: number, length: number, removed: number): number {
    this.unwindWeights(path, length, removed);
    let total = 0;
    for (let step = 0; step < length - 1; step += 1) total += at(this.unwound, step);
    return total;
  }

  /** Undoes what `extend` did to the weights for one step; leaves the result in `unwound`. */
  private unwindWeights(path: number, length: number, removed: number): void {
    const { unwound, weights } = this;
    const last = length - 1;
    const one = at(this.ones, path + removed);
    const zero = at(this.zeros, path + removed);
    let next = at(weights, path + last);
    for (let step = last - 1; step >= 0; step -= 1) {
      const weight = at(weights, path + step);
      if (one === 0) unwound[step] = (weight * length) / (zero * (last - step));
      else {
        const without = (next * length) / ((step + 1) * one);
        unwound[step] = without;
        next = weight - (without * zero * (last - step)) / length;
      }
    }
  }
}

function at(column: Float64Array | Int32Array, place: number): number {
  return column[place] ?? Number.NaN;
}
