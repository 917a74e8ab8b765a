import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../project.js';
import { pythonEnvironment, pythonOf } from '../python-environment.js';

const folder = inProject('libs', 'recommendation', 'spark');

/** The program that runs the batch on Spark. */
export const sparkProgram = join(folder, 'run_batch.py');

/**
 * Makes a Python environment with Spark in it, once; Spark itself needs Java 17.
 *
 * @returns its Python
 * @throws Error when Python is missing or Spark cannot be installed
 */
export function sparkPython(): string {
  const requirements = join(folder, 'requirements.txt');
  pythonEnvironment({
    name: 'spark',
    wanted: readFileSync(requirements, 'utf8'),
    packages: ['-r', requirements],
  });
  return pythonOf('spark');
}
