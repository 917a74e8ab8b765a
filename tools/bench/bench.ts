import Table from 'cli-table3';
import type { TerminalProgress } from '../cli/terminal.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { type Stack, startStack } from '../stack/stack.js';
import { type Limit, measureLimit } from './machine-limit.js';
import { type Measured, measure, memory } from './measure.js';
import type { Load } from './load-result.js';
import { openAccounts } from './open-accounts.js';
import { rounded } from './report-json.js';

const accountsOpened = 2000;
const openRatePerS = 500;
const naive = { BATCH_MAX: '1', INTAKE_LANES: '10' };

export interface BenchReport {
  readonly saturated: {
    readonly paymentsPerS: number;
    /** CPU-milliseconds a payment over all processes of the stack. */
    readonly cpuMs: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
    readonly p99Ms: number;
    readonly vsNaiveThroughput: number;
    readonly vsNaiveCpu: number;
    readonly vsLimitCpu: number;
    /** Throughput with one payee for all, as a share of that with many. */
    readonly hotPayeeShare: number;
    readonly cpuMsByProcess: Measured['cpuMs'];
  };
  readonly open500: OpenReport;
  /** The load that is to this machine what 500/s is to the one on which the absolute figures were set. */
  readonly openAtSpeed: OpenReport;
  readonly rssMb: Measured['rssMb'];
  readonly peakRssMb: Measured['rssMb'];
  readonly byConnections: readonly {
    connections: number;
    paymentsPerS: number;
    p50Ms: number;
    p99Ms: number;
  }[];
  readonly naive: { readonly lazyCommit: NaiveReport; readonly autoCommit: NaiveReport };
  readonly limit: Limit;
}

interface OpenReport {
  readonly ratePerS: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly settledShare: number;
}

interface NaiveReport {
  readonly paymentsPerS: number;
  readonly cpuMs: number;
}

/**
 * Measures the whole way under load, the naive design and the machine's limit, in one run.
 *
 * @param slower how many times slower this machine is than the one on which the absolute figures were set
 */
export async function bench(home: string, progress: TerminalProgress, slower: number): Promise<BenchReport> {
  const ratesPerS = [openRatePerS, openRatePerS / slower];
  const ours = await withStack(home, progress, {}, async (stack, accounts, rssMb) => ({
    rssMb,
    ...(await measureOurs(stack, accounts, ratesPerS, progress)),
  }));
  const runNaive = (environment: Record<string, string>): Promise<Measured> =>
    withStack(home, progress, { ...naive, ...environment }, (stack, accounts) => {
      progress.step('Measuring the naive design: one transaction, message and inference a payment');
      return measure(
        stack,
        saturating(stack, accounts, { connections: 64, warmUpMs: 4000, measureMs: 10_000 }),
      );
    });
  const lazyCommit = await runNaive({});
  const autoCommit = await runNaive({ KAFKA_COMMIT_EACH_BATCH: 'true' });
  return report(ours, lazyCommit, autoCommit);
}

interface Ours {
  readonly rssMb: Measured['rssMb'];
  readonly byConnections: readonly (Measured & { connections: number })[];
  readonly saturated: Measured;
  readonly hot: Measured;
  readonly open: readonly OpenReport[];
  readonly limit: Limit;
}

async function measureOurs(
  stack: Stack,
  accounts: string[],
  ratesPerS: readonly number[],
  progress: TerminalProgress,
): Promise<Omit<Ours, 'rssMb'>> {
  progress.step('Warming up');
  await measure(stack, saturating(stack, accounts, { warmUpMs: 0, measureMs: 30_000 }));
  const byConnections: (Measured & { connections: number })[] = [];
  for (const connections of [1, 8, 64]) {
    progress.step(`Measuring with ${connections} connections`);
    const load = saturating(stack, accounts, { connections, warmUpMs: 1000, measureMs: 5000 });
    byConnections.push({ ...(await measure(stack, load)), connections });
  }
  progress.step('Measuring at saturation');
  const saturated = await measure(stack, saturating(stack, accounts, {}));
  progress.step('Measuring with one payee for all');
  const hot = await measure(stack, saturating(stack, accounts, { payee: accounts[0] ?? null }));
  const open: OpenReport[] = [];
  for (const ratePerS of ratesPerS) {
    progress.step(`Measuring an open load of ${rounded(ratePerS)} payments a second`);
    const load = saturating(stack, accounts, { ratePerS, warmUpMs: 20_000, measureMs: 20_000 });
    const { p50Ms, p95Ms, p99Ms, settled, other } = await measure(stack, load);
    open.push({ ratePerS, p50Ms, p95Ms, p99Ms, settledShare: settled / (settled + other) });
  }
  progress.step("Measuring the machine's limit");
  const limit = await measureLimit(stack.state.adminUrl, stack.infrastructure.pids().postgres, 8000);
  return { byConnections, saturated, hot, open, limit };
}

function saturating(stack: Stack, accounts: string[], change: Partial<Load>): Load {
  const port = Number(new URL(stack.state.gateway).port);
  return {
    what: 'payments',
    port,
    accounts,
    customers: accounts.length,
    issuer: stack.state.issuer,
    home: stack.home,
    payee: null,
    connections: 512,
    ratePerS: null,
    warmUpMs: 3000,
    measureMs: 15_000,
    ...change,
  };
}

async function withStack<T>(
  home: string,
  progress: TerminalProgress,
  environment: Record<string, string>,
  work: (stack: Stack, accounts: string[], atRest: Measured['rssMb']) => Promise<T>,
): Promise<T> {
  // Payments are measured alone: what lending learns of them is no part of their way.
  const stack = await startStack({
    home,
    progress,
    environment: { LOG_LEVEL: 'warn', ...limitsLifted, ...environment },
    without: ['loans', 'recommendations'],
  });
  try {
    const atRest = memory(stack);
    progress.step(`Opening ${accountsOpened} accounts`);
    return await work(stack, await openAccounts(stack, accountsOpened), atRest);
  } finally {
    await stack.stop();
  }
}

function report(ours: Ours, lazyCommit: Measured, autoCommit: Measured): BenchReport {
  const { saturated, hot, limit } = ours;
  const [open500, openAtSpeed] = ours.open;
  if (open500 === undefined || openAtSpeed === undefined) throw new Error('both open loads are measured');
  const bestNaive = Math.max(lazyCommit.paymentsPerS, autoCommit.paymentsPerS);
  const leanestNaive = Math.min(lazyCommit.cpuMs.total, autoCommit.cpuMs.total);
  return {
    saturated: {
      paymentsPerS: saturated.paymentsPerS,
      cpuMs: saturated.cpuMs.total,
      p50Ms: saturated.p50Ms,
      p95Ms: saturated.p95Ms,
      p99Ms: saturated.p99Ms,
      vsNaiveThroughput: saturated.paymentsPerS / bestNaive,
      vsNaiveCpu: leanestNaive / saturated.cpuMs.total,
      vsLimitCpu: saturated.cpuMs.total / limit.cpuMs,
      hotPayeeShare: hot.paymentsPerS / saturated.paymentsPerS,
      cpuMsByProcess: saturated.cpuMs,
    },
    open500,
    openAtSpeed,
    rssMb: ours.rssMb,
    peakRssMb: saturated.rssMb,
    byConnections: ours.byConnections.map(({ connections, paymentsPerS, p50Ms, p99Ms }) => ({
      connections,
      paymentsPerS,
      p50Ms,
      p99Ms,
    })),
    naive: {
      lazyCommit: { paymentsPerS: lazyCommit.paymentsPerS, cpuMs: lazyCommit.cpuMs.total },
      autoCommit: { paymentsPerS: autoCommit.paymentsPerS, cpuMs: autoCommit.cpuMs.total },
    },
    limit,
  };
}

export function benchTable(report: BenchReport): string {
  const { saturated, open500, openAtSpeed, rssMb } = report;
  const table = new Table({ head: ['figure', 'measured', 'wanted'], style: { head: [], border: [] } });
  table.push(
    ['payments decided and settled a second', rounded(saturated.paymentsPerS), '≥ 2000'],
    ['CPU-ms a payment, whole stack', rounded(saturated.cpuMs), '≤ 0.7'],
    ['throughput against the naive design', rounded(saturated.vsNaiveThroughput), '≥ 8'],
    ['CPU of the naive design against ours', rounded(saturated.vsNaiveCpu), ''],
    ["CPU against the machine's limit", rounded(saturated.vsLimitCpu), '≤ 4'],
    ['share of throughput with one payee for all', rounded(saturated.hotPayeeShare), '≥ 0.8'],
    ['open load of 500/s: p50', `${rounded(open500.p50Ms)} ms`, '≤ 15 ms'],
    ['open load of 500/s: p99', `${rounded(open500.p99Ms)} ms`, '≤ 60 ms'],
    [`open load of ${rounded(openAtSpeed.ratePerS)}/s: p50`, `${rounded(openAtSpeed.p50Ms)} ms`, ''],
    [`open load of ${rounded(openAtSpeed.ratePerS)}/s: p99`, `${rounded(openAtSpeed.p99Ms)} ms`, ''],
    ['memory at rest, whole stack', `${rounded(rssMb.total)} MB`, '≤ 1500 MB'],
    [
      'memory at rest, largest service',
      `${rounded(Math.max(rssMb.gateway, rssMb.scoring, rssMb.review))} MB`,
      '≤ 200 MB',
    ],
  );
  return table.toString();
}
