import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { isAlive } from '../../stack/processes.js';
import { startStack } from '../../stack/stack.js';
import { readState } from '../../stack/stack-state.js';
import { migrate } from '../../stack/migrate.js';
import { home } from '../home.js';
import { start } from '../start.js';
import { print, TerminalProgress } from '../terminal.js';

const upMsMax = 300_000;

export function registerStack(program: Command): void {
  program
    .command('start')
    .description('bring the bank up, send a day of sample payments through it, and stay until Ctrl-C')
    .option('--once', 'end after the sample day, with status 0 only if all went well', false)
    .option('--json', 'print the summary as one line of JSON, last', false)
    .action(async ({ once, json }: { once: boolean; json: boolean }) => {
      const isWell = await start({ home, isOnce: once, isJson: json }, new TerminalProgress());
      process.exitCode = isWell ? 0 : 1;
    });

  const stack = program.command('stack').description('the local stack: Kafka, Postgres and the services');
  stack.command('up').description('start it in the background').action(up);
  stack.command('down').description('stop it').action(down);
  stack
    .command('status')
    .description('say whether it runs, and where')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      const state = readState(home);
      if (json) print(JSON.stringify(state ?? null));
      else
        print(
          state === undefined
            ? 'not running'
            : Object.entries(state)
                .map((e) => e.join(': '))
                .join('\n'),
        );
    });
  stack.command('run', { hidden: true }).action(runUntilStopped);

  program
    .command('migrate')
    .description('make roles, schemas and tables; takes ADMIN_DATABASE_URL and <SERVICE>_DATABASE_URL')
    .action(async () => {
      const url = (name: string): string => {
        const value = process.env[name];
        if (value === undefined) throw new Error(`${name} is not set`);
        return value;
      };
      await migrate(url('ADMIN_DATABASE_URL'), {
        gateway: url('GATEWAY_DATABASE_URL'),
        scoring: url('SCORING_DATABASE_URL'),
        review: url('REVIEW_DATABASE_URL'),
        recommendations: url('RECOMMENDATIONS_DATABASE_URL'),
        loans: url('LOANS_DATABASE_URL'),
      });
      print('migrated');
    });
}

async function up(): Promise<void> {
  const running = readState(home);
  if (running !== undefined) {
    print(`already running: ${running.gateway}`);
    return;
  }
  mkdirSync(home, { recursive: true });
  const log = openSync(join(home, 'stack.log'), 'a');
  const [script = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, [script, 'stack', 'run'], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const deadline = Date.now() + upMsMax;
  for (;;) {
    const state = readState(home);
    if (state !== undefined && (await isReady(state.gateway))) {
      print(`running: ${state.gateway}`);
      return;
    }
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the stack did not start: see ${join(home, 'stack.log')}`);
    await sleep(200);
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function down(): Promise<void> {
  const state = readState(home);
  if (state === undefined) {
    print('not running');
    return;
  }
  process.kill(state.pid, 'SIGTERM');
  while (isAlive(state.pid, 'paymo')) await sleep(100);
  print('stopped');
}

async function runUntilStopped(): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => {
      resolve();
    });
    process.once('SIGTERM', () => {
      resolve();
    });
  });
  const stack = await startStack({ home, progress: new TerminalProgress() });
  await stopped;
  await stack.stop();
}
