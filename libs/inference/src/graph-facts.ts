import type { InspectionLimits } from './inspection-limits.js';
import {
  Attributes,
  dimensionsOf,
  elementTypes,
  float32Values,
  listed,
  type OnnxGraph,
  type OnnxNode,
  type OnnxValue,
  textOf,
} from './onnx-file.js';
import { type ParsedTrees, parseTrees } from './parse-trees.js';
import { ModelRefused } from './refusals.js';

export interface GraphInput {
  readonly name: string;
  /** Number of features; null when the file leaves it open. */
  readonly width: number | null;
}

/** A feature as the classifier sees it: what the file's scaler makes of a float32. */
type Preparation = (row: Float32Array) => Float32Array;

export interface Classifier {
  readonly operator: string;
  readonly classes: readonly (string | number)[];
  readonly trees: ParsedTrees | undefined;
  /** Undefined when steps before the classifier mix features, so that its splits cannot be told by their names. */
  readonly prepare: Preparation | undefined;
  /** Whether `prepare` changes anything. */
  readonly isScaled: boolean;
  /** Number of features that reach it; null when the file does not say. */
  readonly width: number | null;
}

const unexplained = { trees: undefined, prepare: undefined, isScaled: false };
const linear = new Set(['LinearClassifier', 'LinearRegressor']);
const trees = new Set(['TreeEnsembleClassifier', 'TreeEnsembleRegressor']);

/** The one input of the model: float32, any number of rows. Constants that old files list as inputs do not count. */
export function readInput(graph: OnnxGraph): GraphInput {
  const constants = new Set(listed(graph.initializer).map(({ name }) => textOf(name)));
  const inputs = listed(graph.input).filter(({ name }) => !constants.has(textOf(name)));
  const [input] = inputs;
  if (input === undefined || inputs.length > 1)
    throw new ModelRefused('input.count', 'model', `it has ${inputs.length} inputs`);
  const name = textOf(input.name);
  return { name, width: widthOf(input, name) };
}

function widthOf(input: OnnxValue, name: string): number | null {
  if (input.type?.tensorType?.elemType !== elementTypes.float32)
    throw new ModelRefused('input.type', 'model', `its input ${name} is not float32`);
  const dimensions = dimensionsOf(input) ?? [null, null];
  const [rows, width] = dimensions;
  if (width === undefined || dimensions.length !== 2)
    throw new ModelRefused('input.shape', 'model', `its input ${name} has ${dimensions.length} dimensions`);
  if (rows !== null && rows !== undefined)
    throw new ModelRefused('input.shape', 'model', `its input ${name} takes exactly ${rows} rows at a time`);
  return width;
}

/**
 * Follows the graph from its input to the operator that scores, and checks that this one reads only features that
 * there are: the runtime does not.
 */
export function readClassifier(graph: OnnxGraph, input: GraphInput, limits: InspectionLimits): Classifier {
  const scorers = listed(graph.node).filter(
    ({ opType }) => trees.has(textOf(opType)) || linear.has(textOf(opType)),
  );
  const [node] = scorers;
  if (node === undefined || scorers.length > 1) {
    if (scorers.some(({ opType }) => trees.has(textOf(opType))))
      throw new ModelRefused(
        'model.too_complex',
        'model',
        `it scores with ${scorers.length} ensembles, not one`,
      );
    return { ...unexplained, operator: 'other', classes: [], width: input.width };
  }
  const operator = textOf(node.opType);
  const steps = stepsBefore(graph, node, input.name);
  const width = input.width;
  if (!trees.has(operator)) {
    const classes = linearClasses(node);
    return { ...unexplained, operator, classes, width: linearWidth(node, width, classes) };
  }
  if (steps === undefined)
    throw new ModelRefused('model.too_complex', 'model', 'steps before its trees join or reshape features');
  const parsed = parseTrees(node, limits);
  if (width !== null && parsed.featureMax >= width)
    throw new ModelRefused(
      'model.trees_broken',
      'model',
      `a split tests feature ${parsed.featureMax} of ${width}`,
    );
  const prepare = preparationOf(graph, steps);
  const isScaled = steps.some(({ opType }) => opType !== 'Identity' && opType !== 'Cast');
  return { operator, classes: parsed.classes, trees: parsed, prepare, isScaled, width };
}

function linearClasses(node: OnnxNode): readonly (string | number)[] {
  const attributes = new Attributes(node);
  const texts = attributes.texts('classlabels_strings');
  return texts.length > 0 ? texts : attributes.integers('classlabels_ints');
}

/** The coefficients are one row a class, or one row for both of two. */
function linearWidth(node: OnnxNode, width: number | null, classes: readonly unknown[]): number | null {
  const count = new Attributes(node).floats('coefficients').length;
  const rows = Math.max(1, new Attributes(node).floats('intercepts').length);
  const isWhole =
    Number.isInteger(count / rows) && count > 0 && (rows === 1 || rows === Math.max(1, classes.length));
  if (!isWhole || (width !== null && count !== rows * width))
    throw new ModelRefused(
      'model.graph_broken',
      'model',
      `it has ${count} coefficients for ${width} features`,
    );
  return count / rows;
}

const oneToOne = new Set([
  'Cast',
  'Identity',
  'Scaler',
  'Normalizer',
  'Mul',
  'Add',
  'Sub',
  'Div',
  'Imputer',
  'Clip',
]);

/** The steps between the input and a node, first one first; undefined when they do not keep features in their places. */
function stepsBefore(graph: OnnxGraph, node: OnnxNode, input: string): OnnxNode[] | undefined {
  const makers = new Map(
    listed(graph.node).flatMap((each) => listed(each.output).map((name) => [name, each])),
  );
  const constants = new Set(listed(graph.initializer).map(({ name }) => textOf(name)));
  const steps: OnnxNode[] = [];
  let [value = ''] = listed(node.input);
  while (value !== input) {
    const step = makers.get(value);
    if (step === undefined || !oneToOne.has(textOf(step.opType))) return undefined;
    const sources = listed(step.input).filter((name) => !constants.has(name));
    if (sources.length !== 1) return undefined;
    steps.unshift(step);
    [value = ''] = sources;
  }
  return steps;
}

function preparationOf(graph: OnnxGraph, steps: readonly OnnxNode[]): Preparation | undefined {
  const parts = steps.map((step) => preparationStep(graph, step));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return (row) => known.reduce((values, part) => part(values), row);
}

type Combine = (a: number, b: number) => number;

const arithmetic = new Map<string, Combine>([
  ['Add', (a, b) => a + b],
  ['Sub', (a, b) => a - b],
  ['Mul', (a, b) => a * b],
  ['Div', (a, b) => a / b],
]);

function preparationStep(graph: OnnxGraph, step: OnnxNode): Preparation | undefined {
  const operator = textOf(step.opType);
  if (operator === 'Identity') return (row) => row;
  const attributes = new Attributes(step);
  if (operator === 'Cast')
    return attributes.integer('to', 0) === elementTypes.float32 ? (row) => row : undefined;
  if (operator === 'Scaler') {
    const [offset, scale] = [attributes.floats('offset'), attributes.floats('scale')];
    return (row) =>
      row.map((value, index) => Math.fround(value - pick(offset, index, 0)) * pick(scale, index, 1));
  }
  return arithmeticStep(graph, step);
}

function arithmeticStep(graph: OnnxGraph, step: OnnxNode): Preparation | undefined {
  const combine = arithmetic.get(textOf(step.opType));
  const second = listed(step.input)[1];
  const constant = listed(graph.initializer).find(({ name }) => name === second);
  const values = constant === undefined ? undefined : float32Values(constant);
  if (combine === undefined || values === undefined) return undefined;
  return (row) => row.map((value, index) => combine(value, pick(values, index, Number.NaN)));
}

/** A single number stands for every feature. */
function pick(values: ArrayLike<number>, index: number, absent: number): number {
  return values[values.length === 1 ? 0 : index] ?? absent;
}
