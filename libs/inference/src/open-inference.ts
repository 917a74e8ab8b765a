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

const tensorSchema = z.object({
  name: z.string().min(1),
  datatype: z.enum(['FP32', 'FP64'], 'must be FP32 or FP64'),
  shape: z.tuple([z.int().min(1).max(rowsMax), z.int().min(1)], 'must be [rows, features]'),
  data: z.union(
    [z.array(z.number()), z.array(z.array(z.number()))],
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
  const flat = tensor.data.flat();
  const table = Array.from({ length: rows }, (_, row) => flat.slice(row * width, (row + 1) * width));
  return { ok: true, id: parsed.data.id, rows: table };
}

function shapeFault({ data, shape: [rows, columns] }: InferTensor): InferRequest | undefined {
  const nested = data.filter((row) => Array.isArray(row));
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

export interface InferResponse {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: 'FP64';
    readonly shape: readonly [number, number];
    readonly data: readonly number[];
  }[];
}

/**
 * Answers an inference request.
 *
 * @param scores probability of fraud, one for each row
 */
export function inferResponse(
  model: { readonly name: string; readonly version: string },
  id: string | undefined,
  scores: readonly number[],
): InferResponse {
  const output = { name: 'score', datatype: 'FP64', shape: [scores.length, 1], data: scores } as const;
  return {
    model_name: model.name,
    model_version: model.version,
    ...(id === undefined ? {} : { id }),
    outputs: [output],
  };
}

function fault(pointer: string, detail: string): InferRequest {
  return { ok: false, faults: [{ pointer, detail }] };
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
