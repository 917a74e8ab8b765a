import type { BoundOutput } from './bind-output.js';
import type { ExplanationUnit } from './explain-score.js';
import type { InspectionLimits } from './inspection-limits.js';
import type { Manifest } from './manifest.js';
import { checkManifest, type FeatureSet, parseGolden, sha256Of } from './model-folder.js';
import { messageOf } from './onnx-file.js';
import { domainOf } from './onnx-safety.js';
import { type Expectations, type OpenModel, openModel } from './open-model.js';
import { probeRows } from './probe-rows.js';
import { type Refusal, ModelRefused } from './refusals.js';

/** What comes with a model file; without a manifest the file alone is checked. */
export interface ModelCompany {
  readonly manifest?: { readonly text: string; readonly path: string };
  /** Lines of the golden file that the manifest names. */
  readonly golden?: { readonly text: string; readonly path: string };
  readonly features?: FeatureSet;
}

type ModelKind = 'decision tree' | 'forest' | 'gradient boosting' | 'linear' | 'other';

export interface ModelFacts {
  readonly kind: ModelKind;
  readonly producer: string;
  readonly bytes: number;
  readonly trees: number;
  readonly nodes: number;
  /** Splits on the longest way from a root to a leaf. */
  readonly depth: number;
  readonly opset: Readonly<Record<string, number>>;
  readonly input: { readonly name: string; readonly width: number };
  readonly output: BoundOutput;
  readonly zipMapRemoved: boolean;
  readonly labelShapeMended: boolean;
  /** SHA-256 of the file, and of the model as it runs; the same when nothing had to change. */
  readonly sha256: { readonly file: string; readonly asRun: string };
  /** Null when no trees explain the score, or when there are no covers and no golden rows to count them with. */
  readonly explanation: {
    readonly unit: ExplanationUnit;
    readonly baseValue: number;
    readonly covers: 'file' | 'background rows' | 'none';
  } | null;
  readonly goldenRows: number;
  /** Wall time of one inference, in batches of 1 and of 256 rows, divided by the rows. */
  readonly microsecondsPerRow: { readonly alone: number; readonly among256: number };
}

export type Inspection =
  | { readonly outcome: 'accepted'; readonly facts: ModelFacts }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/**
 * Inspects a model in this process. A file that makes the native runtime crash ends the process, so files of others go
 * through `inspectModel`.
 */
export async function inspectHere(
  bytes: Uint8Array,
  company: ModelCompany,
  limits: InspectionLimits,
): Promise<Inspection> {
  try {
    const expected = expectationsOf(bytes, company);
    const model = await openModel(bytes, expected, limits);
    const facts = await factsOf(bytes, model, expected?.golden.length ?? 0);
    await model.session.release();
    const { among256 } = facts.microsecondsPerRow;
    if (among256 > limits.microsecondsPerRowMax) {
      const problem = `takes ${Math.round(among256)} µs a row, ${limits.microsecondsPerRowMax} are allowed`;
      throw new ModelRefused('model.too_slow', 'model', problem);
    }
    return { outcome: 'accepted', facts };
  } catch (error) {
    if (error instanceof ModelRefused) return { outcome: 'refused', refusal: error.refusal };
    const { refusal } = new ModelRefused('file.unreadable', 'model', messageOf(error));
    return { outcome: 'refused', refusal };
  }
}

function expectationsOf(
  bytes: Uint8Array,
  { manifest, golden, features }: ModelCompany,
): Expectations | undefined {
  if (manifest === undefined || features === undefined) return undefined;
  const read: Manifest = checkManifest(manifest.text, manifest.path, bytes, features);
  const rows = golden === undefined ? [] : parseGolden(golden.text, golden.path);
  const odd = rows.findIndex((row) => row.features.length !== read.inputs.length);
  if (odd !== -1) {
    const place = `${golden?.path ?? 'golden'}:${odd + 1}`;
    throw new ModelRefused('golden.invalid', place, `has not ${read.inputs.length} features`);
  }
  return { manifest: read, golden: rows, goldenPath: golden?.path ?? 'golden' };
}

async function factsOf(bytes: Uint8Array, model: OpenModel, goldenRows: number): Promise<ModelFacts> {
  const { file, normalised, classifier, explanation } = model;
  const size = classifier.trees?.size ?? { trees: 0, nodes: 0, depth: 0 };
  return {
    kind: kindOf(model),
    producer: [file.producerName, file.producerVersion].filter((text) => text !== '').join(' '),
    bytes: bytes.length,
    ...size,
    opset: Object.fromEntries(
      file.opsetImport.map(({ domain, version }) => [domainOf(domain), Number(version ?? 0)]),
    ),
    input: { name: model.input.name, width: model.width },
    output: model.output,
    zipMapRemoved: normalised.zipMapRemoved,
    labelShapeMended: normalised.labelShapeMended,
    sha256: { file: sha256Of(bytes), asRun: sha256Of(normalised.bytes) },
    explanation:
      explanation === undefined
        ? null
        : { unit: explanation.unit, baseValue: explanation.baseValue, covers: explanation.ensemble.covers },
    goldenRows,
    microsecondsPerRow: await timeOf(model),
  };
}

function kindOf({ classifier }: OpenModel): ModelKind {
  if (classifier.operator.startsWith('Linear')) return 'linear';
  if (classifier.trees === undefined) return 'other';
  if (classifier.trees.size.trees === 1) return 'decision tree';
  return classifier.trees.postTransform === 'NONE' ? 'forest' : 'gradient boosting';
}

const timedRuns = 20;

/** The fastest of some runs: what the model needs, without what else the machine does. */
async function timeOf({
  classifier,
  output,
  session,
  width,
}: OpenModel): Promise<ModelFacts['microsecondsPerRow']> {
  const probes = probeRows(classifier.trees?.ensembleOf(output.column), width);
  const fastest = async (rows: readonly Float32Array[]): Promise<number> => {
    let best = Infinity;
    for (let run = 0; run < timedRuns; run += 1) {
      const startMs = performance.now();
      await session.score(rows);
      best = Math.min(best, performance.now() - startMs);
    }
    return (best * 1000) / rows.length;
  };
  const many = Array.from(
    { length: 256 },
    (_, index) => probes[index % probes.length] ?? new Float32Array(width),
  );
  return { alone: await fastest(many.slice(0, 1)), among256: await fastest(many) };
}
