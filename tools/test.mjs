// `npm test`: all set-up, every check and every test; closes with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);
const reports = join(root, '.paymo', 'reports');
const compiledEnvironment = new URL('../dist/tools/training/training-environment.js', import.meta.url);
const training = join(root, 'models', 'training');

/** Checks count as one test each; test runners say themselves how many they ran. */
const checks = [
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'types of the console', command: [bin('tsc'), '--noEmit', '-p', 'apps/console'] },
  { name: 'lint', command: [bin('eslint'), 'apps', 'clients', 'libs', 'tools', 'test'] },
  {
    name: 'boundaries',
    command: [bin('depcruise'), 'apps', 'libs', 'tools', 'test', '--config', '.dependency-cruiser.mjs'],
  },
  { name: 'dead code', command: [bin('knip')] },
];

/** A run that never ends, because something in it was left open, fails instead of waiting for ever. */
const runMsMax = 30 * 60_000;

const totals = { passed: 0, failed: 0 };
const startMs = Date.now();

install();
build();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

for (const { name, command } of checks) count(name, (await run(name, command)) === 0 ? 1 : 0, 1);
await jest('unit', ['--selectProjects', 'unit', '--maxWorkers=2']);
// The stack's tests wait a lot; those in Python take what they leave.
await Promise.all([jest('end-to-end', ['--selectProjects', 'end-to-end', '--runInBand']), python()]);

process.stdout.write(`\n${Math.round((Date.now() - startMs) / 1000)} s\n`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function jest(name, args) {
  const report = join(reports, `${name}.json`);
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const runner = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const status = await run(name, [
    process.execPath,
    ...options,
    runner,
    ...args,
    '--json',
    '--outputFile',
    report,
  ]);
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const passed = result?.numPassedTests ?? 0;
  // A file that does not even load counts as a failure, and so does a run that ended badly for any other reason.
  const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  count(name, passed, passed + (status !== 0 && failed === 0 ? 1 : failed));
}

async function python() {
  const { trainingEnvironment } = await import(compiledEnvironment);
  let programs;
  try {
    programs = trainingEnvironment();
  } catch (error) {
    count(error.message, 0, 1);
    return;
  }
  const report = join(reports, 'training.xml');
  const command = [
    join(programs, 'python'),
    '-m',
    'pytest',
    '-q',
    '-p',
    'no:cacheprovider',
    `--junitxml=${report}`,
    training,
  ];
  const status = await run('training', command, constants.priority.PRIORITY_LOW);
  const suite = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const number = (name) => Number(new RegExp(`<testsuite [^>]*${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  count('training', number('tests') - failed, number('tests') + (status !== 0 && failed === 0 ? 1 : 0));
}

function count(name, passed, total) {
  totals.passed += passed;
  totals.failed += total - passed;
  process.stdout.write(`${passed === total ? '✓' : '✗'} ${name}: ${passed} of ${total}\n`);
}

function run(name, [command, ...args], priority = constants.priority.PRIORITY_NORMAL) {
  process.stdout.write(`\n— ${name}\n`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: runMsMax,
    });
    if (child.pid !== undefined) setPriority(child.pid, priority);
    child.once('error', (error) => {
      process.stdout.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (status, signal) => {
      if (signal !== null) process.stdout.write(`${name} ended by ${signal}\n`);
      resolve(status ?? 1);
    });
  });
}
