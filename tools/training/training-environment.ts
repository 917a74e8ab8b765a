import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../project.js';

/**
 * Makes the Python environment of the training package with its tests, once, and anew when what it needs changes.
 * Python's own output goes to standard error.
 *
 * @returns the folder of its programs
 * @throws Error when Python 3.11 with venv is missing or a package cannot be installed
 */
export function trainingEnvironment(): string {
  const training = inProject('models', 'training');
  const folder = inProject('.paymo', 'cache', 'venv-training');
  const programs = join(folder, 'bin');
  const stamp = join(folder, 'installed');
  const wanted = readFileSync(join(training, 'pyproject.toml'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  process.stderr.write('Installing the training package …\n');
  run('python3', ['-m', 'venv', '--clear', folder]);
  const quietly = ['--quiet', '--disable-pip-version-check'];
  run(join(programs, 'python'), ['-m', 'pip', 'install', ...quietly, '-e', `${training}[test]`]);
  writeFileSync(stamp, wanted);
  return programs;
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', process.stderr, 'inherit'] });
  if (status === 0) return;
  const cause = error?.message ?? `${command} ended with ${status}`;
  throw new Error(`training needs Python 3.11 or later with venv, and a package index: ${cause}`);
}
