import type { InspectionLimits } from './inspection-limits.js';
import {
  elementTypes,
  graphOf,
  listed,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  textOf,
} from './onnx-file.js';
import { type RefusalCode, ModelRefused } from './refusals.js';

const opsetMin = 9;

/** What the exporters of scikit-learn, LightGBM and XGBoost emit for classifiers, scalers and their pipelines. */
const operators = new Map<string, ReadonlySet<string>>([
  [
    'ai.onnx.ml',
    new Set(
      (
        'ArrayFeatureExtractor Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer Scaler ' +
        'TreeEnsembleClassifier TreeEnsembleRegressor ZipMap'
      ).split(' '),
    ),
  ],
  [
    'ai.onnx',
    new Set(
      (
        'Add ArgMax Cast Clip Concat Constant Div Equal Exp Flatten Gather Gemm Greater Identity Less MatMul Max Min ' +
        'Mul Neg Pow ReduceSum Reshape Sigmoid Slice Softmax Sqrt Squeeze Sub Tanh Transpose Unsqueeze Where'
      ).split(' '),
    ),
  ],
]);

/** Bytes of one element, of the types that constants of such models have; text is not counted. */
const elementBytes = new Map<number, number>([
  [elementTypes.float32, 4],
  [elementTypes.int32, 4],
  [elementTypes.int64, 8],
  [elementTypes.boolean, 1],
  [elementTypes.float64, 8],
]);

/** Where thresholds are infinite on purpose: a branch that every value takes. */
const mayBeInfinite: ReadonlySet<string> = new Set(['nodes_values']);

/**
 * Checks everything of a file that can be checked without running it, before the runtime sees it.
 *
 * @throws ModelRefused
 */
export function checkSafety(model: OnnxModel, limits: InspectionLimits): void {
  const graph = graphOf(model);
  if (model.functions.length > 0) refuse('model.function', 'it defines functions');
  if (model.trainingInfo.length > 0) refuse('model.function', 'it holds a training procedure');
  checkOpsets(model);
  const nodes = listed(graph.node);
  if (nodes.length > limits.graphNodesMax)
    refuse('model.too_complex', `its graph has ${nodes.length} nodes, ${limits.graphNodesMax} are allowed`);
  if (listed(graph.sparseInitializer).length > 0) refuse('model.tensor_wrong', 'it holds sparse tensors');
  for (const node of nodes) checkNode(node);
  for (const tensor of listed(graph.initializer)) checkTensor(tensor);
  checkOrder(graph);
}

/** The domain of a node or opset; the standard one may go unnamed. */
export function domainOf(domain: string | null | undefined): string {
  return domain === null || domain === undefined || domain === '' ? 'ai.onnx' : domain;
}

function checkOpsets(model: OnnxModel): void {
  for (const { domain, version } of model.opsetImport) {
    const name = domainOf(domain);
    if (name === 'ai.onnx' && Number(version ?? 0) < opsetMin)
      refuse('model.opset_too_old', `its opset is ${Number(version ?? 0)}, at least ${opsetMin} is needed`);
  }
}

function checkNode(node: OnnxNode): void {
  const domain = domainOf(node.domain);
  const allowed = operators.get(domain);
  const operator = textOf(node.opType);
  if (allowed === undefined)
    refuse('model.domain_unknown', `operator ${operator} is of the domain ${domain}`);
  if (listed(node.attribute).some(holdsGraph))
    refuse('model.subgraph', `operator ${operator} holds a graph of its own`);
  if (!allowed.has(operator))
    refuse('model.operator_unknown', `it uses the operator ${operator} of ${domain}`);
  for (const attribute of listed(node.attribute)) checkAttribute(operator, attribute);
}

type OnnxAttribute = NonNullable<OnnxNode['attribute']>[number];

function holdsGraph({ g, graphs }: OnnxAttribute): boolean {
  return (g !== null && g !== undefined) || listed(graphs).length > 0;
}

function checkAttribute(operator: string, { name, floats, t, tensors }: OnnxAttribute): void {
  for (const tensor of [t ?? [], listed(tensors)].flat()) checkTensor(tensor);
  checkFinite(listed(floats), `${operator}.${textOf(name)}`, mayBeInfinite.has(textOf(name)));
}

/** A tensor must hold as much as it declares, inside the file. */
function checkTensor(tensor: OnnxTensor): void {
  const name = textOf(tensor.name);
  if ((tensor.dataLocation ?? 0) !== 0 || listed(tensor.externalData).length > 0)
    refuse('model.external_data', `tensor ${name} lies in another file`);
  const dimensions = listed(tensor.dims).map(Number);
  const declared = dimensions.reduce((product, size) => product * size, 1);
  const held = elementsHeld(tensor);
  if (held !== declared || declared < 0)
    refuse('model.tensor_wrong', `tensor ${name} declares ${declared} elements and holds ${held}`);
  checkFinite(tensorFloats(tensor), `tensor ${name}`, false);
}

/** NaN for an element type that constants of such models do not have. */
function elementsHeld(tensor: OnnxTensor): number {
  if (tensor.dataType === elementTypes.string) return listed(tensor.stringData).length;
  const bytes = elementBytes.get(tensor.dataType ?? 0);
  if (bytes === undefined) return Number.NaN;
  const raw = tensor.rawData?.length ?? 0;
  if (raw > 0) return raw / bytes;
  const typed = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData];
  return Math.max(...typed.map((values) => values?.length ?? 0));
}

function tensorFloats(tensor: OnnxTensor): Iterable<number> {
  const raw = tensor.rawData ?? new Uint8Array();
  if (tensor.dataType === elementTypes.float32 && raw.length > 0)
    return new Float32Array(Uint8Array.from(raw).buffer);
  if (tensor.dataType === elementTypes.float64 && raw.length > 0)
    return new Float64Array(Uint8Array.from(raw).buffer);
  return [tensor.floatData ?? [], tensor.doubleData ?? []].flat();
}

function checkFinite(values: Iterable<number>, place: string, isInfinityAllowed: boolean): void {
  for (const value of values) {
    if (Number.isNaN(value) || (!isInfinityAllowed && !Number.isFinite(value)))
      refuse('model.not_finite', `${place} holds ${value}`);
  }
}

/** Nodes stand in the order in which they run: each input comes from before. So no node depends on itself. */
function checkOrder(graph: OnnxGraph): void {
  const known = new Set(['']);
  const define = (value: string): void => {
    if (value !== '' && known.has(value)) refuse('model.graph_broken', `two values are named ${value}`);
    known.add(value);
  };
  namesOf(graph.initializer).forEach(define);
  // Files of old IR versions list their constants among the inputs too.
  for (const name of namesOf(graph.input)) known.add(name);
  for (const node of listed(graph.node)) {
    const missing = listed(node.input).find((name) => !known.has(name));
    if (missing !== undefined)
      refuse(
        'model.graph_broken',
        `operator ${textOf(node.opType)} needs ${missing}, which nothing before it gives`,
      );
    listed(node.output).forEach(define);
  }
  const lost = namesOf(graph.output).find((name) => !known.has(name));
  if (lost !== undefined) refuse('model.graph_broken', `nothing gives its output ${lost}`);
}

function namesOf(values: readonly { name?: string | null }[] | null | undefined): string[] {
  return listed(values).map(({ name }) => textOf(name));
}

function refuse(code: RefusalCode, problem: string): never {
  throw new ModelRefused(code, 'model', problem);
}
