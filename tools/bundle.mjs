// Bundles each compiled service into dist/services: it loads a few files instead of thousands, and starts in a third
// of the time (docs/adr/0017-services-start-from-bundles.md).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'rolldown';

const services = ['gateway', 'scoring', 'review', 'loans', 'recommendations'];
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = 'dist/services';

const { output } = await build({
  cwd: root,
  input: {
    ...Object.fromEntries(services.map((name) => [name, `dist/apps/${name}/src/main.js`])),
    // A process of its own, which `inspectModel` starts from beside itself.
    'inspection-process': 'dist/libs/inference/src/inspection-process.js',
  },
  platform: 'node',
  // Native code finds its libraries beside itself, decorators need the one registry before all else, and what
  // jsonc-parser requires is hidden from a bundler.
  external: [/^onnxruntime-node/, /^@duckdb\//, 'reflect-metadata', 'jsonc-parser'],
  onLog: skipMissingDrivers,
  output: { dir: folder, format: 'esm', keepNames: true, sourcemap: true, cleanDir: true },
});
for (const { fileName } of output) if (fileName.endsWith('.map')) keepOurs(join(root, folder, fileName));

/** A service holds its maps in memory: those of packages, and the text of the sources, are most of 24 MB. */
function keepOurs(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'));
  const isOurs = ([, source]) => source !== undefined && !map.sources[source].includes('node_modules');
  const thin = (line) =>
    line.map((segment) => (isOurs(segment) ? segment.slice(0, 4) : segment.slice(0, 1))).filter(isNews);
  const mappings = encode(decode(map.mappings).map(thin));
  writeFileSync(file, JSON.stringify({ version: 3, sources: map.sources, names: [], mappings }));
}

/** Of segments in a row that map to nothing, the first says all. */
function isNews(segment, index, line) {
  return segment.length > 1 || line[index - 1]?.length !== 1;
}

/** Nest looks for drivers of transports that nobody here uses; what is not installed stays an import. */
function skipMissingDrivers(level, log, handle) {
  if (log.code !== 'UNRESOLVED_IMPORT') handle(level, log);
}
