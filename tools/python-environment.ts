import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.js';

export interface PythonEnvironment {
  readonly name: string;
  /** The environment is made anew when this changes. */
  readonly wanted: string;
  /** What pip installs. */
  readonly packages: readonly string[];
}

/**
 * Makes a Python environment of its own for a tool, once, and anew when what it needs changes. Python's own output
 * goes to standard error.
 *
 * @returns the folder of its programs
 * @throws Error when Python 3.11 with venv is missing or a package cannot be installed
 */
export function pythonEnvironment({ name, wanted, packages }: PythonEnvironment): string {
  const folder = folderOf(name);
  const programs = join(folder, 'bin');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  process.stderr.write(`Installing the Python packages of ${name} …\n`);
  run(name, 'python3', ['-m', 'venv', '--clear', folder]);
  const quietly = ['--quiet', '--disable-pip-version-check'];
  run(name, join(programs, 'python'), ['-m', 'pip', 'install', ...quietly, ...packages]);
  writeFileSync(stamp, wanted);
  return programs;
}

/** Where the Python of an environment is, or will be once it is made. */
export function pythonOf(name: string): string {
  return join(folderOf(name), 'bin', 'python');
}

function folderOf(name: string): string {
  return inProject('.paymo', 'cache', `venv-${name}`);
}

function run(name: string, command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', process.stderr, 'inherit'] });
  if (status === 0) return;
  const cause = error?.message ?? `${command} ended with ${status}`;
  throw new Error(`${name} needs Python 3.11 or later with venv, and a package index: ${cause}`);
}
