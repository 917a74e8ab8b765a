import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { refusals } from './refusals.js';

/** Jest runs from the root of the repository. */
const page = readFileSync('docs/reference/model-files.md', 'utf8');
const section = page.slice(page.indexOf('## Refusals'));

test('the page on model files lists every refusal with its remedy, and no other', () => {
  const rows = [...section.matchAll(/^\| `([a-z_]+\.[a-z0-9_]+)` \| (.+?) \|$/gm)].map(([, code, remedy]) => [
    code,
    remedy,
  ]);
  expect(Object.fromEntries(rows)).toEqual(refusals);
  expect(rows).toHaveLength(Object.keys(refusals).length);
});
