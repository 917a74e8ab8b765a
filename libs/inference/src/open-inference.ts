import { z } from 'zod';

/**
 * Requests and responses of the Open Inference Protocol, version 2, over HTTP with JSON:
 * https://github.com/kserve/open-inference-protocol, specification/protocol/inference_rest.md.
 */
export type InferRequest =
  | { readonly ok: true; readonly id: string | undefined; readonly rows: readonly (readonly number[])[] }
  | { readonly ok: false; readonly faults: readonly InferFault[] };

/** One fault of a request, with a JSON pointer (RFC 6901) to the field that is wrong. */
interface InferFault {
  readonly pointer: string;
  readonly detail: string;
}

const rowsMax = 4096;

/** By hand: a schema takes a quarter of a second for half a million numbers, and nothing else runs meanwhile. */
function isNumbers(data: unknown): data is readonly number[] {
  return Array.isArray(data) && data.every(Number.isFinite);
}

const tensorSchema = z.object({
  name: z.string().min(1),
  datatype: z.enum(['FP32', 'FP64'], 'must be FP32 or FP64'),
  shape: z.tuple([z.int().min(1).max(rowsMax), z.int().min(1)], 'must be [rows, features]'),
  data: z.custom<readonly number[] | readonly (readonly number[])[]>(
    (data) => isNumbers(data) || (Array.isArray(data) && data.every(isNumbers)),
    'must hold numbers, flat in row-major order or as one list a row',
  ),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

const requestSchema = z.object({
  id: z.string().optional(),
  inputs: z.array(tensorSchema).length(1, 'must hold exactly one tensor'),
  outputs: z.array(z.object({ name: z.string() })).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
type InferTensor = z.infer<typeof tensorSchema>;

/**
 * Reads an inference request.
 *
 * @param width features that the model takes
 */
export function parseInferRequest(body: unknown, width: number): InferRequest {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      pointer: pointerTo(path),
      detail: message,
    }));
    return { ok: false, faults };
  }
  const [tensor] = parsed.data.inputs;
  if (tensor === undefined) return fault('/inputs', 'must hold exactly one tensor');
  const [rows, columns] = tensor.shape;
  if (columns !== width)
    return fault('/inputs/0/shape/1', `must be ${width}, the model's number of features`);
  const unfit = shapeFault(tensor);
  if (unfit !== undefined) return unfit;
  const table = Array.from({ length: rows }, (_, row) => {
    const own = tensor.data[row];
    return typeof own === 'object' ? own : numbersAt(tensor.data, row * width, width);
  });
  return { ok: true, id: parsed.data.id, rows: table };
}

function numbersAt(data: InferTensor['data'], from: number, count: number): number[] {
  return data.slice(from, from + count).filter((each) => typeof each === 'number');
}

function shapeFault({ data, shape: [rows, columns] }: InferTensor): InferRequest | undefined {
  const nested = data.filter((row) => typeof row !== 'number');
  if (nested.length === 0 && data.length !== rows * columns)
    return fault(
      '/inputs/0/data',
      `must hold ${rows * columns} numbers, as the shape says, and holds ${data.length}`,
    );
  if (nested.length === 0) return undefined;
  if (nested.length !== rows) return fault('/inputs/0/data', `must hold ${rows} rows, as the shape says`);
  const odd = nested.findIndex((row) => row.length !== columns);
  return odd === -1
    ? undefined
    : fault(`/inputs/0/data/${odd}`, `must hold ${columns} numbers, as the shape says`);
}

interface OutputTensor {
  readonly name: string;
  readonly datatype: 'FP64';
  readonly shape: readonly [number, number];
  /** In row-major order. */
  readonly data: readonly number[];
}

export interface InferResponse {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly outputs: readonly OutputTensor[];
}

interface NamedModel {
  readonly name: string;
  readonly version: string;
}

/**
 * Answers an inference request.
 *
 * @param scores probability of fraud, one for each row
 */
export function inferResponse(
  model: NamedModel,
  id: string | undefined,
  scores: readonly number[],
): InferResponse {
  return {
    model_name: model.name,
    model_version: model.version,
    ...(id === undefined ? {} : { id }),
    outputs: [outputOf('score', scores, 1)],
  };
}

/** The scores of some rows and what made them up. */
interface ExplainedRows {
  readonly unit: 'probability' | 'log-odds';
  /** Where the contributions of every row start, in that unit. */
  readonly baseValue: number;
  /** Probability of fraud, one for each row. */
  readonly scores: readonly number[];
  /** One list a row, in the order of the model's inputs, in that unit. */
  readonly contributions: readonly (readonly number[])[];
}

/**
 * Answers a request for explanations, which the protocol leaves to servers: beside the score a tensor of the base
 * value [rows, 1] and one of the contributions [rows, features]. In a row they add up to the score, or to its log-odds.
 */
export function explainResponse(
  model: NamedModel,
  id: string | undefined,
  { unit, baseValue, scores, contributions }: ExplainedRows,
): InferResponse {
  const answer = inferResponse(model, id, scores);
  const base = scores.map(() => baseValue);
  const width = contributions[0]?.length ?? 0;
  return {
    ...answer,
    parameters: { unit },
    outputs: [
      ...answer.outputs,
      outputOf('base_value', base, 1),
      outputOf('contributions', contributions.flat(), width),
    ],
  };
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

interface TensorMetadata {
  readonly name: string;
  readonly datatype: 'FP32' | 'FP64';
  /** -1 where the request says how many. */
  readonly shape: readonly [-1, number];
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * Describes a model.
 *
 * @param inputs feature names in the order of a row
 * @param versions all versions of that name that answer
 */
export function modelMetadata(
  name: string,
  inputs: readonly string[],
  versions: readonly string[],
): ModelMetadata {
  const features = { name: 'features', datatype: 'FP32', shape: [-1, inputs.length] } as const;
  return {
    name,
    versions,
    platform: 'onnxruntime_onnx',
    inputs: [{ ...features, parameters: { names: inputs } }],
    outputs: [{ name: 'score', datatype: 'FP64', shape: [-1, 1] }],
  };
}

function outputOf(name: string, data: readonly number[], width: number): OutputTensor {
  return { name, datatype: 'FP64', shape: [data.length / Math.max(width, 1), width], data };
}

function fault(pointer: string, detail: string): InferRequest {
  return { ok: false, faults: [{ pointer, detail }] };
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
