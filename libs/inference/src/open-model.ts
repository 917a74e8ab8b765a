import { type BoundOutput, bindOutput, zipMapClasses } from './bind-output.js';
import { checkPromise, type Explanation, explanationOf } from './explain-score.js';
import { type Classifier, type GraphInput, readClassifier, readInput } from './graph-facts.js';
import type { InspectionLimits } from './inspection-limits.js';
import type { Manifest } from './manifest.js';
import type { GoldenRow } from './model-folder.js';
import { type Normalised, normaliseModel } from './normalise-model.js';
import { decodeOnnx, graphOf, type OnnxModel } from './onnx-file.js';
import { checkSafety } from './onnx-safety.js';
import { probeRows } from './probe-rows.js';
import { ModelRefused } from './refusals.js';
import { ScoringSession } from './scoring-session.js';

/** A model that may run: checked, bound and loaded. */
export interface OpenModel {
  readonly file: OnnxModel;
  readonly normalised: Normalised;
  readonly input: GraphInput;
  readonly width: number;
  readonly classifier: Classifier;
  readonly output: BoundOutput;
  readonly session: ScoringSession;
  readonly explanation: Explanation | undefined;
}

export interface Expectations {
  readonly manifest: Manifest;
  readonly golden: readonly GoldenRow[];
  /** Where the golden rows come from, for messages. */
  readonly goldenPath: string;
}

/**
 * Checks the bytes of a model file, loads it, has it score probe and golden rows, and finds how to explain it.
 *
 * @throws ModelRefused
 */
export async function openModel(
  bytes: Uint8Array,
  expected: Expectations | undefined,
  limits: InspectionLimits,
): Promise<OpenModel> {
  if (bytes.length > limits.bytesMax)
    throw new ModelRefused(
      'file.too_large',
      'model',
      `has ${bytes.length} bytes, ${limits.bytesMax} are allowed`,
    );
  const file = decodeOnnx(bytes);
  checkSafety(file, limits);
  const graph = graphOf(file);
  const zipped = zipMapClasses(graph);
  const normalised = normaliseModel(file, bytes);
  const input = readInput(graph);
  const classifier = readClassifier(graph, input, limits);
  const width = widthOf(input, classifier, expected?.manifest);
  const classes = classifier.classes.length > 0 ? classifier.classes : zipped;
  const output = bindOutput(graph, normalised.renamedOutputs, classes, expected?.manifest.output);
  const session = await ScoringSession.open(normalised.bytes, input.name, width, output);
  const parts = { file, normalised, input, width, classifier, output, session };
  return { ...parts, explanation: await tryOut(parts, expected) };
}

/** Has a model score its golden rows and probe rows. */
async function tryOut(
  { classifier, output, session, width }: Omit<OpenModel, 'explanation'>,
  expected: Expectations | undefined,
): Promise<Explanation | undefined> {
  const golden = (expected?.golden ?? []).map(({ features }) => Float32Array.from(features));
  const rows = [...golden, ...probeRows(classifier.trees?.ensembleOf(output.column), width)];
  const scores = await session.score(rows);
  if (expected !== undefined) checkGolden(expected, scores);
  const explanation = explanationOf(classifier, output.column, rows, scores, golden);
  checkPromise(explanation, expected?.manifest.explanation);
  return explanation;
}

function widthOf(input: GraphInput, classifier: Classifier, manifest: Manifest | undefined): number {
  const declared = input.width ?? classifier.width;
  const needed = featuresUsed(classifier);
  if (manifest === undefined) return declared ?? Math.max(needed, 1);
  const refuse = (problem: string): never => {
    throw new ModelRefused('input.width', 'manifest', problem);
  };
  const named = manifest.inputs.length;
  if ((manifest.input ?? input.name) !== input.name) refuse(`input: the file's input is named ${input.name}`);
  if (named !== (declared ?? named)) refuse(`inputs: has ${named} names, the model takes ${declared}`);
  if (named < needed) refuse(`inputs: has ${named} names, the trees use more features`);
  return named;
}

/** As many features as the highest that a split tests. */
function featuresUsed({ trees }: Classifier): number {
  return trees === undefined ? 0 : trees.featureMax + 1;
}

function checkGolden({ golden, goldenPath, manifest }: Expectations, scores: readonly number[]): void {
  const wrong = golden.findIndex(
    (row, index) => !(Math.abs(row.score - (scores[index] ?? Number.NaN)) <= manifest.golden.tolerance),
  );
  if (wrong === -1) return;
  const problem = `expects ${golden[wrong]?.score}, the model says ${scores[wrong]}`;
  throw new ModelRefused('golden.differs', `${goldenPath}:${wrong + 1}`, problem);
}
