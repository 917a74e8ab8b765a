import onnxProto from 'onnx-proto';
import { ModelRefused } from './manifest.js';

const { ModelProto } = onnxProto.onnx;

/** A node of a decision tree; `value` is the expected output below it, `cover` the training weight that passed it. */
export type TreeNode =
  | { readonly kind: 'leaf'; readonly value: number; readonly cover: number }
  | {
      readonly kind: 'split';
      readonly feature: number;
      /** Goes left when the feature is at most this (ONNX mode BRANCH_LEQ), as float32. */
      readonly threshold: number;
      readonly left: TreeNode;
      readonly right: TreeNode;
      readonly value: number;
      readonly cover: number;
    };

/** Trees whose outputs add up to the score. */
export interface TreeEnsemble {
  readonly trees: readonly TreeNode[];
}

/** The attributes of the ONNX operator TreeEnsembleClassifier (ai.onnx.ml) that we read. */
interface Attributes {
  readonly treeIds: readonly number[];
  readonly nodeIds: readonly number[];
  readonly features: readonly number[];
  readonly modes: readonly string[];
  readonly thresholds: readonly number[];
  readonly trueIds: readonly number[];
  readonly falseIds: readonly number[];
  readonly covers: readonly number[];
  readonly leafTrees: readonly number[];
  readonly leafNodes: readonly number[];
  readonly leafClasses: readonly number[];
  readonly leafWeights: readonly number[];
}

/**
 * Reads the trees out of an ONNX file. Covers come from `nodes_hitrates`, where our training writes them.
 *
 * @throws ModelRefused when there is no tree ensemble, or one that cannot be explained
 */
export function parseTreeEnsemble(onnx: Uint8Array, positiveClass: number): TreeEnsemble {
  const attributes = readAttributes(onnx);
  const weightClass = weightClassOf(attributes.leafClasses, positiveClass);
  const values = new Map<string, number>();
  attributes.leafWeights.forEach((weight, index) => {
    if (attributes.leafClasses[index] !== weightClass) return;
    values.set(`${attributes.leafTrees[index]}/${attributes.leafNodes[index]}`, weight);
  });
  const positions = new Map<string, number>();
  attributes.nodeIds.forEach((node, index) => positions.set(`${attributes.treeIds[index]}/${node}`, index));
  const treeIds = [...new Set(attributes.treeIds)];
  return { trees: treeIds.map((tree) => buildNode(attributes, positions, values, tree, 0)) };
}

function buildNode(
  attributes: Attributes,
  positions: ReadonlyMap<string, number>,
  values: ReadonlyMap<string, number>,
  tree: number,
  node: number,
): TreeNode {
  const index = positions.get(`${tree}/${node}`);
  if (index === undefined) throw new ModelRefused('model', `tree ${tree} has no node ${node}`);
  const { covers, modes, trueIds, falseIds } = attributes;
  const cover = at(covers, index);
  const mode = modes[index];
  if (mode === 'LEAF') return { kind: 'leaf', value: values.get(`${tree}/${node}`) ?? 0, cover };
  if (mode !== 'BRANCH_LEQ')
    throw new ModelRefused('model', `cannot explain trees with splits of mode ${mode}`);
  const left = buildNode(attributes, positions, values, tree, at(trueIds, index));
  const right = buildNode(attributes, positions, values, tree, at(falseIds, index));
  const total = left.cover + right.cover;
  if (!(total > 0))
    throw new ModelRefused('model', 'nodes_hitrates does not hold the training cover of its nodes');
  return {
    kind: 'split',
    feature: at(attributes.features, index),
    threshold: at(attributes.thresholds, index),
    left,
    right,
    value: (left.value * left.cover + right.value * right.cover) / total,
    cover: total,
  };
}

/** Exporters of two-class models may give weights for one class only, with id 0: they are those of the second. */
function weightClassOf(leafClasses: readonly number[], positiveClass: number): number {
  if (leafClasses.some((id) => id !== 0)) return positiveClass;
  if (positiveClass !== 1)
    throw new ModelRefused('model', 'its leaves hold the second class, which is not the positive one');
  return 0;
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new ModelRefused('model', 'the attributes of its nodes differ in length');
  return value;
}

function readAttributes(onnx: Uint8Array): Attributes {
  const model = ModelProto.decode(onnx);
  const operator = model.graph?.node?.find(({ opType }) => opType === 'TreeEnsembleClassifier');
  if (operator === undefined) throw new ModelRefused('model', 'has no TreeEnsembleClassifier');
  const find = (name: string) => operator.attribute?.find((attribute) => attribute.name === name);
  const integers = (name: string): number[] => (find(name)?.ints ?? []).map(Number);
  const floats = (name: string): number[] => [...(find(name)?.floats ?? [])];
  return {
    treeIds: integers('nodes_treeids'),
    nodeIds: integers('nodes_nodeids'),
    features: integers('nodes_featureids'),
    modes: (find('nodes_modes')?.strings ?? []).map((bytes) => Buffer.from(bytes).toString('utf8')),
    thresholds: floats('nodes_values'),
    trueIds: integers('nodes_truenodeids'),
    falseIds: integers('nodes_falsenodeids'),
    covers: floats('nodes_hitrates'),
    leafTrees: integers('class_treeids'),
    leafNodes: integers('class_nodeids'),
    leafClasses: integers('class_ids'),
    leafWeights: floats('class_weights'),
  };
}
