import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import Table from 'cli-table3';
import { z } from 'zod';
import type { TerminalProgress } from '../cli/terminal.js';
import { LocalTokens } from '../issuer/local-tokens.js';
import { percentile } from '../percentile.js';
import { inProject } from '../project.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { localServiceUrls } from '../stack/migrate.js';
import { type Stack, startStack } from '../stack/stack.js';
import { ownerOf } from './load-result.js';
import { openAccounts } from './open-accounts.js';
import { type Post, postMany } from './post-load.js';
import { usageOf } from './process-usage.js';
import { rounded } from './report-json.js';

const server = inProject('dist', 'apps', 'gateway', 'src', 'measure-access.js');
const without = ['scoring', 'review', 'recommendations', 'loans'] as const;
const customers = 2000;
const warmUpPosts = 10_000;
const rounds = 9;
const postsARound = 8000;
const readySchema = z.object({ port: z.number() });

export interface AccessReport {
  readonly customers: number;
  /** CPU-microseconds of a POST whose body is parsed as a payment, without a caller. */
  readonly openUs: number;
  /** What it costs more, as the median over rounds that alternate, in CPU-microseconds. */
  readonly added: {
    /** Token, right, and the limits of persons and addresses; the token was checked within the minute. */
    readonly guardUs: number;
    /** The same, and the limits of payments. */
    readonly guardAndMoneyUs: number;
    /** The guard with a token that it has never seen: once a minute and customer. */
    readonly guardAnewUs: number;
  };
  /** `guardAndMoneyUs` on the machine on which the absolute figures were set. */
  readonly atReferenceUs: number;
}

/**
 * Measures what authentication, rights and limits add to a request: the same route of one server, without and with
 * them, called by turns.
 *
 * @param slower how many times slower this machine is than the one on which the absolute figures were set
 */
export async function benchAccess(
  home: string,
  slower: number,
  progress: TerminalProgress,
): Promise<AccessReport> {
  rmSync(home, { recursive: true, force: true });
  const environment = { LOG_LEVEL: 'warn', ...limitsLifted };
  const stack = await startStack({ home, progress, environment, without });
  try {
    progress.step(`Opening ${customers} accounts`);
    const accounts = await openAccounts(stack, customers);
    return await withServer(stack, environment, (pid, port) =>
      measureRounds(stack, accounts, { pid, port, slower }, progress),
    );
  } finally {
    await stack.stop();
  }
}

async function withServer<T>(
  { state }: Stack,
  environment: Readonly<Record<string, string>>,
  work: (pid: number, port: number) => Promise<T>,
): Promise<T> {
  const child = fork(server, {
    env: {
      ...process.env,
      ...environment,
      PORT: '0',
      DATABASE_URL: localServiceUrls(state.adminUrl).gateway,
      KAFKA_BROKERS: state.kafkaBrokers,
      TOKEN_ISSUER: state.issuer,
    },
  });
  try {
    const { port } = await new Promise<z.infer<typeof readySchema>>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(readySchema.parse(message));
      });
      child.once('exit', (status) => {
        reject(new Error(`the measured server ended with ${status}`));
      });
    });
    return await work(child.pid ?? 0, port);
  } finally {
    child.kill();
  }
}

async function measureRounds(
  { state, home }: Stack,
  accounts: readonly string[],
  { pid, port, slower }: { readonly pid: number; readonly port: number; readonly slower: number },
  progress: TerminalProgress,
): Promise<AccessReport> {
  const tokens = new LocalTokens(state.issuer, home);
  const bodies = accounts.map((payer, index) => bodyOf(payer, accounts[(index * 7 + 1) % customers] ?? ''));
  let strangers = 0;
  const postTo = (path: string, tokenOf: (index: number) => string): ((index: number) => Post) => {
    const authorized = (index: number): string => `Bearer ${tokenOf(index % customers)}`;
    return (index) => ({
      path: `/measured/${path}`,
      body: bodies[index % customers] ?? '',
      headers: { authorization: authorized(index) },
    });
  };
  const known = (index: number): string => tokens.for(ownerOf(index), ['customer']);
  const cost = async (post: (index: number) => Post, posts = postsARound): Promise<number> => {
    const before = usageOf(pid).cpuMs;
    await postMany(port, posts, post);
    return ((usageOf(pid).cpuMs - before) * 1000) / posts;
  };
  progress.step('Warming up');
  for (const path of ['open', 'guarded', 'limited']) await cost(postTo(path, known), warmUpPosts);
  const measured: { open: number; guard: number; money: number; anew: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress.step(`Measuring, round ${round} of ${rounds}`);
    measured.push({
      open: await cost(postTo('open', known)),
      guard: await cost(postTo('guarded', known)),
      money: await cost(postTo('limited', known)),
      anew: await cost(
        postTo('guarded', () => tokens.for(`stranger-${(strangers += 1)}`, ['customer'])),
        postsARound / 4,
      ),
    });
  }
  const added = {
    guardUs: median(measured.map(({ open, guard }) => guard - open)),
    guardAndMoneyUs: median(measured.map(({ open, money }) => money - open)),
    guardAnewUs: median(measured.map(({ open, anew }) => anew - open)),
  };
  return {
    customers,
    openUs: median(measured.map(({ open }) => open)),
    added,
    atReferenceUs: added.guardAndMoneyUs / slower,
  };
}

function bodyOf(payer: string, payee: string): string {
  return JSON.stringify({
    payer,
    payee,
    amount: { value: 1250, currency: 'GBP' },
    type: 'transfer',
    reference: 'lunch',
    deviceId: `device of ${payer}`,
  });
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((one, other) => one - other),
    0.5,
  );
}

export function accessTable({ customers, openUs, added, atReferenceUs }: AccessReport): string {
  const table = new Table({
    head: ['CPU-µs a request', 'measured', 'wanted'],
    style: { head: [], border: [] },
  });
  table.push(
    ['the route without access', rounded(openUs), ''],
    [`added by token, right and limits, ${customers} customers`, rounded(added.guardUs), ''],
    ['the same with the limits of payments', rounded(added.guardAndMoneyUs), ''],
    ['… on the machine of reference', rounded(atReferenceUs), '≤ 60'],
    ['added for a token not seen before', rounded(added.guardAnewUs), ''],
  );
  return table.toString();
}
