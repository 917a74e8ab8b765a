import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../project.js';
import { pythonEnvironment } from '../python-environment.js';

/**
 * Makes the Python environment of the training package with its tests, once, and anew when what it needs changes.
 * Python's own output goes to standard error.
 *
 * @returns the folder of its programs
 * @throws Error when Python 3.11 with venv is missing or a package cannot be installed
 */
export function trainingEnvironment(): string {
  const training = inProject('models', 'training');
  return pythonEnvironment({
    name: 'training',
    wanted: readFileSync(join(training, 'pyproject.toml'), 'utf8'),
    packages: ['-e', `${training}[test]`],
  });
}
