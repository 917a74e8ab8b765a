// Bundles each compiled service into dist/services: it loads a few files instead of thousands, and starts in a third
// of the time (docs/adr/0017-services-start-from-bundles.md).
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const services = ['gateway', 'scoring', 'review', 'loans', 'recommendations'];

await build({
  cwd: fileURLToPath(new URL('..', import.meta.url)),
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
  output: { dir: 'dist/services', format: 'esm', keepNames: true, sourcemap: true, cleanDir: true },
});

/** Nest looks for drivers of transports that nobody here uses; what is not installed stays an import. */
function skipMissingDrivers(level, log, handle) {
  if (log.code !== 'UNRESOLVED_IMPORT') handle(level, log);
}
