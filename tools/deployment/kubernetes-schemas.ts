import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecked, runCommand } from './run-command.js';
import { cachedFolder } from './tool-cache.js';

/** The version that the manifests are written for. */
const kubernetesVersion = '1.35';

const requirements = path.join(import.meta.dirname, 'kubernetes-validate.requirements.txt');

export interface SchemaReport {
  /** Objects that met their schema. */
  readonly passed: number;
  readonly faults: readonly string[];
}

/**
 * Checks a stream of YAML documents against the Kubernetes JSON schemas, unknown fields refused.
 *
 * An object whose kind has no schema is a fault too: the tool only warns of it, and a check of nothing
 * would pass.
 */
export async function validateSchemas(yaml: string): Promise<SchemaReport> {
  const python = path.join(await cachedFolder('venv-kubernetes-1.37.0', installValidator), 'bin/python');
  const folder = await mkdtemp(path.join(tmpdir(), 'paymo-manifests-'));
  try {
    const file = path.join(folder, 'manifests.yaml');
    await writeFile(file, yaml);
    const args = ['-m', 'kubernetes_validate', '--strict', '-k', kubernetesVersion, file];
    const result = await runCommand(python, args);
    return readReport(result.stdout, result.stderr, file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function readReport(stdout: string, stderr: string, file: string): SchemaReport {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const isPass = (line: string): boolean =>
    line.startsWith('INFO ') && line.includes(' passed for resource ');
  const faults = lines.filter((line) => !isPass(line)).map((line) => line.replace(` ${file}`, ''));
  if (stderr.trim() !== '') faults.push(stderr.trim());
  return { passed: lines.filter(isPass).length, faults };
}

async function installValidator(folder: string): Promise<void> {
  try {
    await runChecked('python3', ['-m', 'venv', folder]);
  } catch (error) {
    const remedy = 'The Kubernetes schemas need Python 3 with its venv module (on Debian: python3-venv).';
    throw new Error(remedy, { cause: error });
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await runChecked(path.join(folder, 'bin/python'), [...pip, '--require-hashes', '-r', requirements]);
}
