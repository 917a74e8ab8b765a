import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { catalogueFeatures } from '@paymo/features';
import { type Inspection, inspectModel, type ModelFacts } from '@paymo/inference';

export interface ValidatedModel {
  readonly file: string;
  readonly inspection: Inspection;
  /** What its manifest may start from, when it has none. */
  readonly skeleton?: object;
}

/** A model file, with the manifest that goes with it. */
interface ModelPlace {
  readonly file: string;
  readonly manifestPath: string | undefined;
}

/**
 * Inspects a model file, a model folder (with manifest.json) or every model file of a folder.
 *
 * @throws Error when there is no such file, or no model in the folder
 */
export async function validateModels(path: string, manifest: string | undefined): Promise<ValidatedModel[]> {
  const validated: ValidatedModel[] = [];
  for (const place of await findModels(path, manifest)) validated.push(await validate(place));
  return validated;
}

/** Writes the skeleton of a manifest beside the model. @returns its path; undefined when one is there already */
export async function writeManifest({ file, skeleton }: ValidatedModel): Promise<string | undefined> {
  const path = join(dirname(file), 'manifest.json');
  if (skeleton === undefined || existsSync(path)) return undefined;
  await writeFile(path, `${JSON.stringify(skeleton, null, 2)}\n`);
  return path;
}

async function findModels(path: string, manifest: string | undefined): Promise<ModelPlace[]> {
  if (!existsSync(path)) throw new Error(`${path}: no such file or folder`);
  if (!(await stat(path)).isDirectory()) return [{ file: path, manifestPath: manifest }];
  const names = (await readdir(path)).filter((name) => name.endsWith('.onnx')).sort();
  const own = join(path, 'manifest.json');
  const manifestPath = manifest ?? (existsSync(own) ? own : undefined);
  if (manifestPath !== undefined)
    return [{ file: join(path, await fileNamedBy(manifestPath, names)), manifestPath }];
  if (names.length === 0) throw new Error(`${path}: holds no .onnx file`);
  return names.map((name) => ({ file: join(path, name), manifestPath }));
}

/** The model file that a manifest names; the first of the folder when the manifest cannot be read, so that this is said. */
async function fileNamedBy(manifestPath: string, names: readonly string[]): Promise<string> {
  const text = await readFile(manifestPath, 'utf8').catch(() => '');
  const named = /"file"\s*:\s*"([\w.-]+\.onnx)"/.exec(text)?.[1];
  return named ?? names[0] ?? 'model.onnx';
}

async function validate({ file, manifestPath }: ModelPlace): Promise<ValidatedModel> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new Error(`${file}: cannot be read: ${String(error)}`);
  });
  const features = catalogueFeatures;
  if (manifestPath === undefined) {
    const inspection = await inspectModel(bytes, { features });
    if (inspection.outcome === 'refused') return { file, inspection };
    return { file, inspection, skeleton: skeletonOf(file, bytes, inspection.facts) };
  }
  const text = await readFile(manifestPath, 'utf8').catch((error: unknown) => {
    throw new Error(`${manifestPath}: cannot be read: ${String(error)}`);
  });
  const goldenName = /"file"\s*:\s*"([\w.-]+\.jsonl)"/.exec(text)?.[1] ?? 'golden.jsonl';
  const goldenPath = join(dirname(manifestPath), goldenName);
  const golden = await readFile(goldenPath, 'utf8').catch(() => '');
  const company = {
    manifest: { text, path: manifestPath },
    golden: { text: golden, path: goldenPath },
    features,
  };
  return { file, inspection: await inspectModel(bytes, company) };
}

/** A manifest with everything that the file says; what only its author knows is marked. */
function skeletonOf(file: string, bytes: Uint8Array, { input, output }: ModelFacts): object {
  const { classes, column } = output;
  return {
    name: 'fraud',
    version: 'TO FILL IN',
    model: { file: file.split('/').at(-1), sha256: createHash('sha256').update(bytes).digest('hex') },
    catalogueVersion: catalogueFeatures.version,
    inputs: Array.from({ length: input.width }, (_, index) => `TO FILL IN: feature ${index + 1}`),
    input: input.name,
    output: {
      probabilities: output.name,
      ...(classes[column] === undefined ? { positiveColumn: column } : { positiveClass: classes[column] }),
    },
    thresholds: { hold: 0.5, decline: null },
    golden: { file: 'golden.jsonl', tolerance: 1e-5 },
  };
}
