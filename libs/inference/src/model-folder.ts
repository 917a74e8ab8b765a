import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lineOf, type Manifest, ModelRefused, parseManifest } from './manifest.js';

/** Features that the running system computes, in the order of its vectors. */
export interface FeatureSet {
  readonly version: number;
  readonly names: readonly string[];
  /** For each name the version of the catalogue that gave it its present meaning. */
  readonly versions: readonly number[];
}

export interface GoldenRow {
  readonly features: readonly number[];
  readonly score: number;
}

export interface ModelFolder {
  readonly manifest: Manifest;
  readonly onnx: Buffer;
  readonly golden: readonly GoldenRow[];
}

const goldenSchema = z.object({ features: z.array(z.number()), score: z.number().min(0).max(1) });

/**
 * Reads a model folder and checks that its parts belong together and to the feature catalogue.
 *
 * @throws ModelRefused naming the file and line that is wrong
 */
export async function readModelFolder(folder: string, features: FeatureSet): Promise<ModelFolder> {
  const manifestPath = join(folder, 'manifest.json');
  const text = await read(manifestPath);
  const manifest = parseManifest(text.toString('utf8'), manifestPath);
  const refuse = (field: string[], problem: string): never => {
    throw new ModelRefused(
      `${manifestPath}:${lineOf(text.toString('utf8'), field)}`,
      `${field.join('.')}: ${problem}`,
    );
  };

  if (manifest.catalogueVersion > features.version) {
    refuse(
      ['catalogueVersion'],
      `is ${manifest.catalogueVersion}, this system computes version ${features.version}`,
    );
  }
  const unknown = manifest.inputs.filter((name) => !features.names.includes(name));
  if (unknown.length > 0) refuse(['inputs'], `the catalogue has no feature named ${unknown.join(', ')}`);
  const changed = manifest.inputs.filter((name) => versionOf(features, name) > manifest.catalogueVersion);
  if (changed.length > 0) {
    refuse(
      ['inputs'],
      `${changed.join(', ')} changed in meaning since catalogue ${manifest.catalogueVersion}`,
    );
  }

  const onnx = await read(join(folder, manifest.model.file));
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  if (sha256 !== manifest.model.sha256) refuse(['model', 'sha256'], `the file's is ${sha256}`);

  const golden = parseGolden(
    await read(join(folder, manifest.golden.file)),
    join(folder, manifest.golden.file),
  );
  const width = manifest.inputs.length;
  const odd = golden.findIndex((row) => row.features.length !== width);
  if (odd !== -1) refuse(['golden', 'file'], `row ${odd + 1} has not ${width} features`);
  return { manifest, onnx, golden };
}

function versionOf({ names, versions }: FeatureSet, name: string): number {
  return versions[names.indexOf(name)] ?? 0;
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ModelRefused(path, `cannot be read: ${String(error)}`);
  }
}

function parseGolden(bytes: Buffer, path: string): GoldenRow[] {
  const text = bytes.toString('utf8').trimEnd();
  if (text === '') throw new ModelRefused(path, 'has no rows');
  const lines = text.split('\n');
  return lines.map((line, index) => {
    try {
      return goldenSchema.parse(JSON.parse(line));
    } catch {
      throw new ModelRefused(`${path}:${index + 1}`, 'is not {"features": [numbers], "score": 0 to 1}');
    }
  });
}
