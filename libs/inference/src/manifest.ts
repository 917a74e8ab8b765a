import { z } from 'zod';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { ModelRefused } from './refusals.js';

const probability = z.number().min(0).max(1);

/** What a model folder says of its model. Written by the training package, checked here before the model may run. */
const manifestSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.string().regex(/^[\w.-]+$/),
  model: z.object({
    file: z.string().regex(/^[\w.-]+\.onnx$/, 'must name an .onnx file in the same folder'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  }),
  catalogueVersion: z.int().min(1),
  /** Feature names in the order of the model's input columns. */
  inputs: z.array(z.string()).min(1),
  /** Name of the ONNX input tensor, float32 [rows, inputs]. */
  input: z.string().optional(),
  output: z
    .object({
      /** Name of the ONNX output; found by type and shape when absent. */
      probabilities: z.string().optional(),
      /** The label that means fraud, as text or number. */
      positiveClass: z.union([z.string(), z.number()]).optional(),
      /** Which column of the probabilities is fraud; positiveClass comes first. */
      positiveColumn: z.int().min(0).optional(),
    })
    .refine((output) => output.positiveClass !== undefined || output.positiveColumn !== undefined, {
      message: 'must name the class that is fraud: positiveClass, or positiveColumn',
    }),
  /** What contributions add up to; taken from the file when absent, else checked against it. */
  explanation: z
    .object({ unit: z.enum(['probability', 'log-odds']), baseValue: z.number().optional() })
    .optional(),
  thresholds: z.object({
    hold: probability,
    /** Null when no score is certain enough to decline by itself. */
    decline: probability.nullable(),
  }),
  golden: z.object({
    file: z.string().regex(/^[\w.-]+\.jsonl$/, 'must name a .jsonl file in the same folder'),
    tolerance: z.number().positive().max(1e-3),
  }),
});
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Reads a manifest.
 *
 * @throws ModelRefused naming the line of the first field that is wrong
 */
export function parseManifest(text: string, path: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelRefused('manifest.invalid', path, `is not JSON: ${String(error)}`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.map((key) => (typeof key === 'number' ? key : String(key))) ?? [];
  throw new ModelRefused(
    'manifest.invalid',
    `${path}:${lineOf(text, field)}`,
    `${field.join('.')}: ${issue?.message ?? 'is wrong'}`,
  );
}

/** The line of a field, or of the closest part of its path that is there. */
export function lineOf(text: string, field: readonly (string | number)[]): number {
  const root = parseTree(text);
  for (let length = field.length; root !== undefined && length >= 0; length -= 1) {
    const node = findNodeAtLocation(root, field.slice(0, length));
    if (node !== undefined) return text.slice(0, node.offset).split('\n').length;
  }
  return 1;
}
