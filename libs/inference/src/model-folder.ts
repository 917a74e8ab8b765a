import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lineOf, type Manifest, parseManifest } from './manifest.js';
import { messageOf } from './onnx-file.js';
import { type RefusalCode, ModelRefused } from './refusals.js';

/** Features that the running system computes, in the order of its vectors. */
export interface FeatureSet {
  readonly version: number;
  readonly names: readonly string[];
  /** For each name the version of the catalogue that gave it its present meaning; 1 when absent. */
  readonly versions?: readonly number[];
}

export interface GoldenRow {
  /** In the order of the manifest's inputs; NaN where the value is missing (null in the file). */
  readonly features: readonly number[];
  readonly score: number;
}

export interface ModelFolder {
  readonly manifest: Manifest;
  readonly onnx: Buffer;
  readonly golden: readonly GoldenRow[];
}

const value = z
  .number()
  .nullable()
  .transform((number) => number ?? Number.NaN);
const goldenSchema = z.object({ features: z.array(value), score: z.number().min(0).max(1) });

/**
 * Reads a model folder and checks that its parts belong together and to the feature catalogue.
 *
 * @throws ModelRefused naming the file and line that is wrong
 */
export async function readModelFolder(folder: string, features: FeatureSet): Promise<ModelFolder> {
  return parseModelFiles(await readModelFiles(folder), folder, features);
}

/** The files of a model folder as they were written. */
export interface ModelFiles {
  readonly manifest: string;
  readonly onnx: Buffer;
  readonly golden: string;
}

/** @throws ModelRefused when the manifest cannot be read, or names files that cannot */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const manifestPath = join(folder, 'manifest.json');
  const manifest = (await read(manifestPath, 'manifest.invalid')).toString('utf8');
  const { model, golden } = parseManifest(manifest, manifestPath);
  return {
    manifest,
    onnx: await read(join(folder, model.file), 'file.unreadable'),
    golden: (await read(join(folder, golden.file), 'golden.invalid')).toString('utf8'),
  };
}

/**
 * Checks that the files of a model belong together and to the feature catalogue.
 *
 * @throws ModelRefused naming the file, beneath `place`, and line that is wrong
 */
export function parseModelFiles(files: ModelFiles, place: string, features: FeatureSet): ModelFolder {
  const manifestPath = join(place, 'manifest.json');
  const manifest = checkManifest(files.manifest, manifestPath, files.onnx, features);
  const golden = parseGolden(files.golden, join(place, manifest.golden.file));
  checkGoldenWidth(golden, manifest, files.manifest, manifestPath);
  return { manifest, onnx: files.onnx, golden };
}

/**
 * Reads a manifest and checks it against the catalogue and the model file.
 *
 * @throws ModelRefused
 */
export function checkManifest(text: string, path: string, onnx: Uint8Array, features: FeatureSet): Manifest {
  const manifest = parseManifest(text, path);
  const refuse = (code: RefusalCode, field: string[], problem: string): never => {
    throw new ModelRefused(code, `${path}:${lineOf(text, field)}`, `${field.join('.')}: ${problem}`);
  };
  if (manifest.catalogueVersion > features.version) {
    const problem = `is ${manifest.catalogueVersion}, this system computes version ${features.version}`;
    refuse('manifest.catalogue_version', ['catalogueVersion'], problem);
  }
  const unknown = manifest.inputs.filter((name) => !features.names.includes(name));
  if (unknown.length > 0)
    refuse(
      'manifest.feature_unknown',
      ['inputs'],
      `the catalogue has no feature named ${suggest(unknown, features)}`,
    );
  const changed = manifest.inputs.filter((name) => versionOf(features, name) > manifest.catalogueVersion);
  if (changed.length > 0) {
    const problem = `${changed.join(', ')} changed in meaning since catalogue ${manifest.catalogueVersion}`;
    refuse('manifest.catalogue_version', ['inputs'], problem);
  }
  const sha256 = sha256Of(onnx);
  if (sha256 !== manifest.model.sha256)
    refuse('manifest.sha256', ['model', 'sha256'], `the file's is ${sha256}`);
  return manifest;
}

function versionOf({ names, versions }: FeatureSet, name: string): number {
  return versions?.[names.indexOf(name)] ?? 1;
}

function checkGoldenWidth(
  golden: readonly GoldenRow[],
  manifest: Manifest,
  text: string,
  path: string,
): void {
  const odd = golden.findIndex((row) => row.features.length !== manifest.inputs.length);
  if (odd === -1) return;
  const problem = `golden.file: row ${odd + 1} has not ${manifest.inputs.length} features`;
  throw new ModelRefused('golden.invalid', `${path}:${lineOf(text, ['golden', 'file'])}`, problem);
}

export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

async function read(path: string, code: RefusalCode): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ModelRefused(code, path, `cannot be read: ${messageOf(error)}`);
  }
}

/** @throws ModelRefused naming the line that is no golden row */
export function parseGolden(text: string, path: string): GoldenRow[] {
  if (text.trimEnd() === '') throw new ModelRefused('golden.invalid', path, 'has no rows');
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      try {
        return goldenSchema.parse(JSON.parse(line));
      } catch {
        const problem = 'is not {"features": [numbers], "score": 0 to 1}';
        throw new ModelRefused('golden.invalid', `${path}:${index + 1}`, problem);
      }
    });
}

/** Names that the catalogue lacks, each with the nearest one that it has, if one is near. */
function suggest(unknown: readonly string[], { names }: FeatureSet): string {
  return unknown
    .map((name) => {
      const [nearest] = names
        .map((known) => ({ known, steps: editDistance(name.toLowerCase(), known) }))
        .sort((a, b) => a.steps - b.steps);
      const isNear = nearest !== undefined && nearest.steps <= name.length / 2;
      return isNear ? `${name} (did you mean ${nearest.known}?)` : name;
    })
    .join(', ');
}

/** Insertions, deletions and replacements from one word to another (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1];
    for (const [column, other] of to.split('').entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
