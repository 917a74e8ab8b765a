// Set-up that must work before anything is installed: no dependencies here.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules', '.paymo');
const sourceFolders = ['apps', 'libs', 'tools'];
const nodeMin = [20, 19];

/** Installs what the lock file names, if it changed since the last time. */
export function install() {
  requireNode();
  once('install', hashOf([join(root, 'package-lock.json')]), 'Installing packages', [
    'npm',
    'ci',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ]);
}

/** Compiles everything, if a source changed since the last time. */
export function build() {
  const configs = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'].map((file) => join(root, file));
  const sources = sourceFolders.flatMap((folder) => typescriptIn(join(root, folder)));
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const isThere = existsSync(join(root, 'dist', 'tools', 'cli', 'main.js'));
  once('build', hashOf([...configs, ...sources]) + String(isThere), 'Compiling', [
    process.execPath,
    nest,
    'build',
  ]);
  bundleServices();
  buildConsole();
}

/** Bundles the compiled services, if what they are made of changed since the last time. */
function bundleServices() {
  const program = join(root, 'tools', 'bundle.mjs');
  const sources = ['apps', 'libs'].flatMap((folder) => typescriptIn(join(root, folder)));
  const isThere = existsSync(join(root, 'dist', 'services', 'gateway.js'));
  const hash = hashOf([join(root, 'package-lock.json'), program, ...sources]);
  once('services', hash + String(isThere), 'Bundling the services', [process.execPath, program]);
}

/** Bundles the analysts' console, if a file of it changed since the last time. */
function buildConsole() {
  const folder = join(root, 'apps', 'console');
  const sources = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const isThere = existsSync(join(root, 'dist', 'console', 'index.html'));
  once('console', hashOf(sources) + String(isThere), 'Building the console', [
    process.execPath,
    vite,
    'build',
    '--config',
    join(folder, 'vite.config.mjs'),
    '--logLevel',
    'warn',
  ]);
}

function once(name, hash, what, [command, ...args]) {
  const stamp = join(stamps, name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  process.stderr.write(`${what} …\n`);
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
    shell,
  });
  if (status !== 0) {
    process.stderr.write(`${what} failed${error ? `: ${error.message}` : ''}\n`);
    process.exit(1);
  }
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash.replace(/(true|false)$/, 'true'));
}

function typescriptIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name))
    .sort();
}

/** Of names and contents, wherever the folder lies: a copy of it is not built anew. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(`${relative(root, file)} ${statSync(file).size}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) return;
  process.stderr.write(`Paymo needs Node ${nodeMin.join('.')} or later; this is ${process.versions.node}\n`);
  process.exit(1);
}
