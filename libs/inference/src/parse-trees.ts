import type { InspectionLimits } from './inspection-limits.js';
import { Attributes, type OnnxNode } from './onnx-file.js';
import { ModelRefused } from './refusals.js';
import {
  type TreeEnsemble,
  type TreeNode,
  type TreeSize,
  type TreeSplit,
  withExpectation,
} from './tree-ensemble.js';

/** An ensemble operator of a file, checked: every tree has one root, and every way in it ends in a leaf. */
export interface ParsedTrees {
  readonly size: TreeSize;
  /** Names of the classes in the order of the output columns; empty for a regressor. */
  readonly classes: readonly (string | number)[];
  /** The largest index of a feature that a split uses, -1 without splits. */
  readonly featureMax: number;
  readonly postTransform: string;
  /** The trees of one output column. */
  readonly ensembleOf: (column: number) => TreeEnsemble;
}

/** Columns of the attributes of TreeEnsembleClassifier and TreeEnsembleRegressor (ai.onnx.ml 1 to 4). */
interface Columns {
  readonly treeIds: readonly number[];
  readonly nodeIds: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly thresholds: readonly number[];
  readonly trueIds: readonly number[];
  readonly falseIds: readonly number[];
  readonly missingTrue: readonly number[];
  readonly covers: readonly number[];
  readonly leafTrees: readonly number[];
  readonly leafNodes: readonly number[];
  readonly leafOutputs: readonly number[];
  readonly leafWeights: readonly number[];
}

/** A tree by the places of its nodes in the columns: children come after their parents. */
interface Layout {
  readonly roots: readonly number[];
  readonly trueChild: Int32Array;
  readonly falseChild: Int32Array;
  readonly depth: number;
}

interface BranchTest {
  readonly test: TreeSplit['test'];
  /** Whether the branch for true is the right one. */
  readonly isTurned: boolean;
  readonly isStrict: boolean;
}

const branchTests = new Map<string, BranchTest>([
  ['BRANCH_LEQ', { test: 'at most', isTurned: false, isStrict: false }],
  ['BRANCH_LT', { test: 'at most', isTurned: false, isStrict: true }],
  ['BRANCH_GT', { test: 'at most', isTurned: true, isStrict: false }],
  ['BRANCH_GTE', { test: 'at most', isTurned: true, isStrict: true }],
  ['BRANCH_EQ', { test: 'equal to', isTurned: false, isStrict: false }],
  ['BRANCH_NEQ', { test: 'equal to', isTurned: true, isStrict: false }],
]);

/** @throws ModelRefused `model.trees_broken` or `model.too_complex` */
export function parseTrees(node: OnnxNode, limits: InspectionLimits): ParsedTrees {
  const attributes = new Attributes(node);
  const columns = readColumns(attributes, node.opType === 'TreeEnsembleClassifier' ? 'class' : 'target');
  const count = columns.nodeIds.length;
  if (count > limits.treeNodesMax)
    refuse(`its trees have ${count} nodes, ${limits.treeNodesMax} are allowed`, 'model.too_complex');
  checkColumns(columns);
  const classes = classesOf(attributes);
  const outputs =
    node.opType === 'TreeEnsembleClassifier' ? classes.length : attributes.integer('n_targets', 1);
  const layout = layOut(columns, limits.depthMax);
  const leafValues = checkLeaves(columns, outputs);
  const isAverage = attributes.text('aggregate_function') === 'AVERAGE';
  const branches = columns.features.filter((_, place) => columns.modes[place] !== 'LEAF');
  return {
    size: { trees: layout.roots.length, nodes: count, depth: layout.depth },
    classes,
    featureMax: branches.reduce((max, feature) => Math.max(max, feature), -1),
    postTransform: attributes.text('post_transform') || 'NONE',
    ensembleOf: (column) => {
      const scale = isAverage ? 1 / layout.roots.length : 1;
      const output = outputColumn(columns, outputs, column);
      const base = attributes.floats('base_values');
      const covers = hasCovers(columns, layout) ? 'file' : 'none';
      const build = (place: number): TreeNode =>
        buildNode(columns, layout, place, (leaf) => scale * (leafValues(leaf, output) ?? 0));
      return { trees: layout.roots.map(build), base: base[base.length === 1 ? 0 : output] ?? 0, covers };
    },
  };
}

function readColumns(attributes: Attributes, leaves: 'class' | 'target'): Columns {
  return {
    treeIds: attributes.integers('nodes_treeids'),
    nodeIds: attributes.integers('nodes_nodeids'),
    features: attributes.integers('nodes_featureids'),
    modes: attributes.texts('nodes_modes'),
    thresholds: attributes.floats('nodes_values'),
    trueIds: attributes.integers('nodes_truenodeids'),
    falseIds: attributes.integers('nodes_falsenodeids'),
    missingTrue: attributes.integers('nodes_missing_value_tracks_true'),
    covers: attributes.floats('nodes_hitrates'),
    leafTrees: attributes.integers(`${leaves}_treeids`),
    leafNodes: attributes.integers(`${leaves}_nodeids`),
    leafOutputs: attributes.integers(`${leaves}_ids`),
    leafWeights: attributes.floats(`${leaves}_weights`),
  };
}

function classesOf(attributes: Attributes): readonly (string | number)[] {
  const texts = attributes.texts('classlabels_strings');
  return texts.length > 0 ? texts : attributes.integers('classlabels_int64s');
}

function checkColumns(columns: Columns): void {
  const { treeIds, nodeIds, features, modes: modeOf, thresholds, trueIds, falseIds } = columns;
  if (nodeIds.length === 0) refuse('its ensemble has no nodes');
  const needed = [treeIds, features, modeOf, thresholds, trueIds, falseIds];
  const optional = [columns.missingTrue, columns.covers].filter(({ length }) => length > 0);
  if ([...needed, ...optional].some(({ length }) => length !== nodeIds.length))
    refuse('the attributes of its nodes differ in length');
  const leaves = [columns.leafTrees, columns.leafNodes, columns.leafOutputs, columns.leafWeights];
  if (leaves.some(({ length }) => length !== columns.leafNodes.length))
    refuse('the attributes of its leaves differ in length');
  const odd = modeOf.find((mode) => mode !== 'LEAF' && !branchTests.has(mode));
  if (odd !== undefined) refuse(`a node has the mode ${odd}`);
  if (features.some((feature) => !Number.isSafeInteger(feature) || feature < 0))
    refuse('a node tests a feature with a negative index');
}

/** Follows every tree from its root, without recursion: the file may claim any depth, or a circle. */
function layOut(columns: Columns, depthMax: number): Layout {
  const { treeIds, nodeIds, modes: modeOf } = columns;
  const places = placesOf(columns);
  const trueChild = new Int32Array(nodeIds.length).fill(-1);
  const falseChild = new Int32Array(nodeIds.length).fill(-1);
  const parents = new Int32Array(nodeIds.length).fill(-1);
  const childOf = (parent: number, id: number): number => {
    const child = places.get(`${treeIds[parent] ?? 0}/${id}`);
    if (child === undefined) refuse(`tree ${treeIds[parent] ?? 0} has no node ${id}`);
    if (parents[child] !== -1) refuse(`two branches of tree ${treeIds[parent] ?? 0} lead to its node ${id}`);
    parents[child] = parent;
    return child;
  };
  modeOf.forEach((mode, place) => {
    if (mode === 'LEAF') return;
    trueChild[place] = childOf(place, columns.trueIds[place] ?? -1);
    falseChild[place] = childOf(place, columns.falseIds[place] ?? -1);
  });
  const roots = rootsOf(treeIds, parents);
  return { roots, trueChild, falseChild, depth: walkDepth(roots, trueChild, falseChild, depthMax) };
}

function placesOf({ treeIds, nodeIds }: Columns): Map<string, number> {
  const places = new Map<string, number>();
  nodeIds.forEach((node, place) => {
    const key = `${treeIds[place] ?? 0}/${node}`;
    if (places.has(key)) refuse(`tree ${treeIds[place] ?? 0} has two nodes ${node}`);
    places.set(key, place);
  });
  return places;
}

/** ONNX Runtime starts a tree at its first node in the file: that must be the one that no branch leads to. */
function rootsOf(treeIds: readonly number[], parents: Int32Array): number[] {
  const first = new Map<number, number>();
  treeIds.forEach((tree, place) => {
    if (!first.has(tree)) first.set(tree, place);
  });
  const roots = [...first.values()];
  const odd = roots.find((place) => parents[place] !== -1);
  if (odd !== undefined) refuse(`a branch of tree ${treeIds[odd] ?? 0} leads back to its root`);
  if (parents.filter((parent) => parent === -1).length !== roots.length)
    refuse('nodes of its trees cannot be reached from the root');
  return roots;
}

function walkDepth(roots: readonly number[], left: Int32Array, right: Int32Array, depthMax: number): number {
  let level = [...roots];
  let seen = 0;
  for (let depth = 0; ; depth += 1) {
    if (depth > depthMax) refuse(`a tree is deeper than ${depthMax} splits`, 'model.too_complex');
    seen += level.length;
    const next = level
      .flatMap((place) => [left[place] ?? -1, right[place] ?? -1])
      .filter((place) => place !== -1);
    if (next.length > 0) {
      level = next;
      continue;
    }
    // Nodes that lead only to each other have parents and are on no level.
    if (seen !== left.length) refuse('nodes of its trees go round in a circle');
    return depth;
  }
}

/** @returns the value of a leaf, by place, for an output */
function checkLeaves(
  columns: Columns,
  outputs: number,
): (place: number, output: number) => number | undefined {
  const places = placesOf(columns);
  const values = new Map<string, number>();
  columns.leafNodes.forEach((node, index) => {
    const tree = columns.leafTrees[index] ?? -1;
    const output = columns.leafOutputs[index] ?? -1;
    const place = places.get(`${tree}/${node}`);
    if (place === undefined || columns.modes[place] !== 'LEAF')
      refuse(`tree ${tree} has no leaf ${node}, for which a weight is given`);
    if (!(output >= 0 && output < outputs)) refuse(`a leaf has a weight for output ${output} of ${outputs}`);
    const key = `${place}/${output}`;
    values.set(key, (values.get(key) ?? 0) + (columns.leafWeights[index] ?? 0));
  });
  return (place, output) => values.get(`${place}/${output}`);
}

/** Exporters of two-class models may give weights for one class only: they are those of the second, whatever its id. */
function outputColumn({ leafOutputs }: Columns, outputs: number, column: number): number {
  const given = new Set(leafOutputs);
  const [only] = given;
  return outputs === 2 && given.size === 1 && only !== undefined ? only : column;
}

/** Many exporters fill `nodes_hitrates` with ones. Covers are true when each node has those of its children. */
function hasCovers({ covers, modes: modeOf }: Columns, { trueChild, falseChild }: Layout): boolean {
  if (!covers.some((cover) => cover > 0)) return false;
  return modeOf.every((mode, place) => {
    const cover = covers[place] ?? 0;
    if (mode === 'LEAF') return cover >= 0;
    const below = (covers[trueChild[place] ?? -1] ?? 0) + (covers[falseChild[place] ?? -1] ?? 0);
    return below > 0 && Math.abs(below - cover) <= 1e-3 * below;
  });
}

function buildNode(
  columns: Columns,
  layout: Layout,
  place: number,
  leafValue: (place: number) => number,
): TreeNode {
  const whenTrue = layout.trueChild[place] ?? -1;
  const whenFalse = layout.falseChild[place] ?? -1;
  if (whenTrue === -1) return { kind: 'leaf', value: leafValue(place), cover: columns.covers[place] ?? 0 };
  const [left, right] = isTurned(columns, place) ? [whenFalse, whenTrue] : [whenTrue, whenFalse];
  return withExpectation({
    ...splitOf(columns, place),
    left: buildNode(columns, layout, left, leafValue),
    right: buildNode(columns, layout, right, leafValue),
  });
}

/** A test and its opposite are the same split with the branches changed over. */
function isTurned({ modes }: Columns, place: number): boolean {
  return branchTests.get(modes[place] ?? '')?.isTurned ?? false;
}

function splitOf(columns: Columns, place: number): Omit<TreeSplit, 'left' | 'right' | 'value' | 'cover'> {
  const mode = columns.modes[place] ?? '';
  const threshold = columns.thresholds[place] ?? Number.NaN;
  // A missing value differs from every threshold, so the test for that is true of it.
  const isMissingTrue = columns.missingTrue[place] === 1 || mode === 'BRANCH_NEQ';
  return {
    kind: 'split',
    feature: columns.features[place] ?? -1,
    test: branchTests.get(mode)?.test ?? 'at most',
    threshold: branchTests.get(mode)?.isStrict === true ? float32Below(threshold) : threshold,
    isMissingLeft: isMissingTrue !== isTurned(columns, place),
  };
}

/** The largest float32 below a number: for float32 values, `< x` is `<= float32Below(x)`. */
export function float32Below(value: number): number {
  return -float32Above(-value);
}

/** The smallest float32 above a float32. */
export function float32Above(value: number): number {
  if (value === Infinity || Number.isNaN(value)) return value;
  const view = new DataView(new ArrayBuffer(4));
  if (value === 0) {
    view.setUint32(0, 1);
    return view.getFloat32(0);
  }
  view.setFloat32(0, value);
  view.setUint32(0, view.getUint32(0) + (value > 0 ? 1 : -1));
  return view.getFloat32(0);
}

function refuse(
  problem: string,
  code: 'model.trees_broken' | 'model.too_complex' = 'model.trees_broken',
): never {
  throw new ModelRefused(code, 'model', problem);
}
