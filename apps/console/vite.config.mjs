// Builds the analysts' console into dist/console, which review serves.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const inProject = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** `use client` means nothing without a server that renders. */
function skipDirectives(level, log, handle) {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
}

export default defineConfig({
  root: inProject('apps/console'),
  build: {
    outDir: inProject('dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { onLog: skipDirectives },
  },
});
