import type { Manifest } from './manifest.js';
import { Attributes, dimensionsOf, elementTypes, listed, type OnnxGraph, textOf } from './onnx-file.js';
import { ModelRefused } from './refusals.js';

export interface BoundOutput {
  /** The tensor with the probabilities, float32 [rows, classes] or [rows]. */
  readonly name: string;
  /** Which column is fraud. */
  readonly column: number;
  /** What the columns stand for; empty when the file does not say. */
  readonly classes: readonly (string | number)[];
  /** Whether the manifest says which class is fraud; else it was guessed, and must be confirmed. */
  readonly isClassNamed: boolean;
}

/** The label of each column as ZipMap would have named it; must be read before ZipMap is removed. */
export function zipMapClasses(graph: OnnxGraph): readonly (string | number)[] {
  const node = graph.node?.find(({ opType }) => opType === 'ZipMap');
  if (node === undefined) return [];
  const attributes = new Attributes(node);
  const texts = attributes.texts('classlabels_strings');
  return texts.length > 0 ? texts : attributes.integers('classlabels_int64s');
}

/** Finds the probabilities by the manifest, or else by type and shape: names differ from exporter to exporter. */
export function bindOutput(
  graph: OnnxGraph,
  renamed: ReadonlyMap<string, string>,
  classes: readonly (string | number)[],
  output: Manifest['output'] | undefined,
): BoundOutput {
  const name =
    output?.probabilities === undefined ? byShape(graph) : byName(graph, renamed, output.probabilities);
  return { name, classes, column: columnOf(classes, output), isClassNamed: isNamed(output) };
}

function byName(graph: OnnxGraph, renamed: ReadonlyMap<string, string>, wanted: string): string {
  const name = renamed.get(wanted) ?? wanted;
  const names = listed(graph.output).map((output) => textOf(output.name));
  if (!names.includes(name))
    throw new ModelRefused(
      'output.not_found',
      'model',
      `it has no output ${wanted}, only ${names.join(', ')}`,
    );
  return name;
}

function byShape(graph: OnnxGraph): string {
  const floats = listed(graph.output).filter(
    (output) =>
      output.type?.tensorType?.elemType === elementTypes.float32 && (dimensionsOf(output)?.length ?? 2) <= 2,
  );
  const matrices = floats.filter((output) => dimensionsOf(output)?.at(-1) !== 1);
  const candidates = matrices.length > 0 ? matrices : floats;
  const [first] = candidates;
  if (first === undefined)
    throw new ModelRefused(
      'output.not_probability',
      'model',
      'none of its outputs is float32 [rows, classes]',
    );
  if (candidates.length > 1) {
    const names = candidates.map(({ name }) => textOf(name)).join(', ');
    throw new ModelRefused('output.ambiguous', 'model', `${names} may all be the probabilities`);
  }
  return textOf(first.name);
}

function isNamed(output: Manifest['output'] | undefined): boolean {
  return output?.positiveClass !== undefined || output?.positiveColumn !== undefined;
}

const fraudulent = /^(fraud|fraudulent|1|true|yes|y|bad|positive)$/i;

function columnOf(classes: readonly (string | number)[], output: Manifest['output'] | undefined): number {
  const wanted = output?.positiveClass;
  if (wanted !== undefined) {
    const column = classes.findIndex((label) => String(label) === String(wanted));
    if (column === -1) {
      const known =
        classes.length === 0 ? 'its classes have no names' : `its classes are ${classes.join(', ')}`;
      throw new ModelRefused('output.class_unknown', 'model', `it has no class ${wanted}: ${known}`);
    }
    return column;
  }
  if (output?.positiveColumn !== undefined) return output.positiveColumn;
  const likely = classes.findIndex((label) => fraudulent.test(String(label)));
  return likely === -1 ? Math.max(0, classes.length - 1) : likely;
}
