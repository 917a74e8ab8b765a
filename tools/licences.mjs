// Names each package of the lock file whose licence is not among those that the project accepts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** Of what is shipped: permissive ones, which ask for a notice at most. */
const shipped = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Zlib',
];
/** Of tools that stay at home: what they make is not theirs. */
const atHome = ['CC-BY-4.0', 'MPL-2.0', 'Unlicense'];

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const faults = Object.entries(packages).flatMap(([path, { license, dev, link }]) => {
  if (path === '' || link === true) return [];
  const accepted = new Set([...shipped, ...(dev === true ? atHome : [])]);
  return isAccepted(license, accepted) ? [] : [`${path}: ${license ?? 'no licence'}`];
});
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Reads the two forms of SPDX expressions that packages use: `(A OR B)`, `A AND B`. */
function isAccepted(expression, accepted) {
  if (typeof expression !== 'string') return false;
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some((part) => accepted.has(part));
  return bare.split(' AND ').every((part) => accepted.has(part));
}
