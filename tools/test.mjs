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
  { name: 'licences', command: [process.execPath, join('tools', 'licences.mjs')] },
];

/** Spark lives for seconds in a test, in which Java's second compiler takes more than it gives. */
const environment = { ...process.env, SPARK_SUBMIT_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' };

/** A run that never ends, because something in it was left open, fails instead of waiting for ever. */
const runMsMax = 30 * 60_000;

const totals = { passed: 0, failed: 0 };
const startMs = Date.now();

install();
build();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

// The stack's tests wait a lot; all the others take what they leave.
await Promise.all([jest('end-to-end', ['--runInBand']), inTheBackground()]);

process.stdout.write(`\n${Math.round((Date.now() - startMs) / 1000)} s\n`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function inTheBackground() {
  for (const { name, command } of checks) count(name, (await runBehind(name, command)) === 0 ? 1 : 0, 1);
  await jest('unit', ['--maxWorkers=2'], runBehind);
  await python();
}

async function jest(project, args, runner = run) {
  const report = join(reports, `${project}.json`);
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const status = await runner(project, [
    process.execPath,
    ...options,
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--selectProjects',
    project,
    ...args,
    '--json',
    '--outputFile',
    report,
  ]);
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const passed = result?.numPassedTests ?? 0;
  // A file that does not even load counts as a failure, and so does a run that ended badly for any other reason.
  const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  count(project, passed, passed + (status !== 0 && failed === 0 ? 1 : failed));
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
  const status = await runBehind('training', command);
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

/** Shows what the program prints as it comes. */
function run(name, command) {
  process.stdout.write(`\n— ${name}\n`);
  return statusOf(name, spawnIn(command, 'inherit'), (text) => process.stdout.write(text));
}

/** Runs at low priority, and shows what the program printed when it has ended. */
async function runBehind(name, command) {
  const child = spawnIn(command, 'pipe');
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  }
  const status = await statusOf(name, child, (text) => (printed += text));
  process.stdout.write(`\n— ${name}\n${printed}`);
  return status;
}

function spawnIn([program, ...args], output) {
  return spawn(program, args, {
    cwd: root,
    env: environment,
    stdio: ['ignore', output, output],
    timeout: runMsMax,
  });
}

function statusOf(name, child, print) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      print(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (status, signal) => {
      if (signal !== null) print(`${name} ended by ${signal}\n`);
      resolve(status ?? 1);
    });
  });
}
