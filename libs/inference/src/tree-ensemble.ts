/** A node of a decision tree; `value` is the expected output below it, `cover` the weight of the rows that passed it. */
export type TreeNode = TreeLeaf | TreeSplit;

export interface TreeLeaf {
  readonly kind: 'leaf';
  readonly value: number;
  readonly cover: number;
}

export interface TreeSplit {
  readonly kind: 'split';
  readonly feature: number;
  /** Goes left when the feature is at most the threshold, or equals it; both as float32. */
  readonly test: 'at most' | 'equal to';
  readonly threshold: number;
  readonly isMissingLeft: boolean;
  readonly left: TreeNode;
  readonly right: TreeNode;
  readonly value: number;
  readonly cover: number;
}

/** Trees whose outputs and base value add up to the margin. */
export interface TreeEnsemble {
  readonly trees: readonly TreeNode[];
  readonly base: number;
  /** Where the covers come from; without them there is no expected output, and nothing to explain a score against. */
  readonly covers: 'file' | 'background rows' | 'none';
}

/** Whether a row goes left. Missing values (NaN) go where training sent them. */
export function goesLeft(split: TreeSplit, row: ArrayLike<number>): boolean {
  const value = row[split.feature] ?? Number.NaN;
  if (Number.isNaN(value)) return split.isMissingLeft;
  return split.test === 'at most' ? value <= split.threshold : value === split.threshold;
}

/** What the trees say of a row of float32 numbers, before any post-transform. */
export function marginOf({ trees, base }: TreeEnsemble, row: ArrayLike<number>): number {
  return trees.reduce((sum, tree) => sum + leafOf(tree, row).value, base);
}

/** The average margin over the covers: what SHAP values are measured from. */
export function expectedMargin({ trees, base }: TreeEnsemble): number {
  return trees.reduce((sum, tree) => sum + tree.value, base);
}

export function leafOf(node: TreeNode, row: ArrayLike<number>): TreeLeaf {
  let current = node;
  while (current.kind === 'split') current = goesLeft(current, row) ? current.left : current.right;
  return current;
}

/** Counts the background rows that pass each node, in place of covers that the file does not have. */
export function withCovers(ensemble: TreeEnsemble, rows: readonly ArrayLike<number>[]): TreeEnsemble {
  if (rows.length === 0) return ensemble;
  return { ...ensemble, covers: 'background rows', trees: ensemble.trees.map((tree) => covered(tree, rows)) };
}

function covered(node: TreeNode, rows: readonly ArrayLike<number>[]): TreeNode {
  if (node.kind === 'leaf') return { ...node, cover: rows.length };
  const [toLeft, toRight]: [ArrayLike<number>[], ArrayLike<number>[]] = [[], []];
  for (const row of rows) (goesLeft(node, row) ? toLeft : toRight).push(row);
  return withExpectation({ ...node, left: covered(node.left, toLeft), right: covered(node.right, toRight) });
}

/** A split with the cover and the expected value that its children give it. One that no row reached counts both alike. */
export function withExpectation(split: Omit<TreeSplit, 'value' | 'cover'>): TreeSplit {
  const share = leftShare(split);
  const value = split.left.value * share + split.right.value * (1 - share);
  return { ...split, value, cover: split.left.cover + split.right.cover };
}

/** The part of the cover that goes left. */
export function leftShare({ left, right }: Pick<TreeSplit, 'left' | 'right'>): number {
  const cover = left.cover + right.cover;
  return cover === 0 ? 0.5 : left.cover / cover;
}

/** The same trees with every output turned round: the margin of the other class. */
export function negated(ensemble: TreeEnsemble): TreeEnsemble {
  const turn = (node: TreeNode): TreeNode =>
    node.kind === 'leaf'
      ? { ...node, value: -node.value }
      : { ...node, value: -node.value, left: turn(node.left), right: turn(node.right) };
  return { ...ensemble, base: -ensemble.base, trees: ensemble.trees.map(turn) };
}

export interface TreeSize {
  readonly trees: number;
  readonly nodes: number;
  /** Splits on the longest way from a root to a leaf. */
  readonly depth: number;
}
