import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import pg from 'pg';
import { z } from 'zod';
import type { TerminalProgress } from '../cli/terminal.js';
import { verifyLedgerAt } from '../cli/verify.js';
import { LocalTokens } from '../issuer/local-tokens.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { type Stack, startStack } from '../stack/stack.js';
import type { ServiceName } from '../stack/migrate.js';
import type { Load } from './load-result.js';
import { type Measured, measure, usages } from './measure.js';
import { rounded } from './report-json.js';
import { seededAccount, seedLending } from './seed-lending.js';

const accountsSeeded = 20_000;
const customersSeeded = 2000;
const sampleMs = 250;
const settleMsMax = 1_200_000;
const environment = { LOG_LEVEL: 'warn', ...limitsLifted };

export interface LoansReport {
  readonly applications: {
    readonly decidedPerS: number;
    /** CPU-milliseconds an application, of lending and Postgres. */
    readonly cpuMs: { readonly loans: number; readonly postgres: number };
    readonly p50Ms: number;
    readonly p99Ms: number;
  };
  readonly open100: { readonly p50Ms: number; readonly p99Ms: number; readonly decidedShare: number };
  readonly nightly: {
    readonly loans: number;
    readonly collections: number;
    /** Until all was asked of the ledger and aged, and until the last of the money had moved. */
    readonly runS: number;
    readonly settledS: number;
    /** A second run of the same night, which finds everything done. */
    readonly againS: number;
    readonly peakRssMb: { readonly loans: number; readonly gateway: number; readonly postgres: number };
  };
}

/** Measures decisions about applications over HTTP, and a night over many loans, each on a bank of its own. */
export async function benchLoans(
  home: string,
  loans: number,
  progress: TerminalProgress,
): Promise<LoansReport> {
  const decided = await withBank(
    home,
    progress,
    ['gateway', 'scoring', 'review', 'recommendations'],
    (stack) => measureApplications(stack, progress),
  );
  const nightly = await withBank(home, progress, ['scoring', 'review', 'recommendations'], (stack) =>
    measureNight(stack, loans, progress),
  );
  return { ...decided, nightly };
}

async function withBank<T>(
  home: string,
  progress: TerminalProgress,
  without: readonly ServiceName[],
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  rmSync(home, { recursive: true, force: true });
  const stack = await startStack({ home, progress, environment, without });
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}

async function measureApplications(
  stack: Stack,
  progress: TerminalProgress,
): Promise<Omit<LoansReport, 'nightly'>> {
  progress.step(`Making ${accountsSeeded} customers known`);
  await seedLending(stack.state.adminUrl, { accounts: accountsSeeded, customers: customersSeeded });
  const load = (change: Partial<Load>): Load => ({
    what: 'applications',
    port: Number(new URL(stack.state.loans).port),
    accounts: Array.from({ length: accountsSeeded }, (_, index) => seededAccount(index)),
    customers: customersSeeded,
    issuer: stack.state.issuer,
    home: stack.home,
    payee: null,
    connections: 128,
    ratePerS: null,
    warmUpMs: 8000,
    measureMs: 10_000,
    ...change,
  });
  progress.step('Measuring an open load of 100 applications a second');
  const open = await measure(stack, load({ ratePerS: 100, warmUpMs: 15_000 }));
  progress.step('Measuring applications at saturation');
  const saturated = await measure(stack, load({}));
  return {
    applications: {
      decidedPerS: saturated.paymentsPerS,
      cpuMs: { loans: saturated.cpuMs.loans, postgres: saturated.cpuMs.postgres },
      p50Ms: saturated.p50Ms,
      p99Ms: saturated.p99Ms,
    },
    open100: { p50Ms: open.p50Ms, p99Ms: open.p99Ms, decidedShare: shareOf(open) },
  };
}

function shareOf({ settled, other }: Measured): number {
  return settled / (settled + other);
}

async function measureNight(
  stack: Stack,
  loans: number,
  progress: TerminalProgress,
): Promise<LoansReport['nightly']> {
  const on = new Date().toISOString().slice(0, 10);
  progress.step(`Seeding ${loans} running loans`);
  await seedLending(stack.state.adminUrl, { loans, on });
  const database = new pg.Client({ connectionString: stack.state.adminUrl });
  await database.connect();
  const peak = new PeakMemory(stack);
  try {
    progress.step('Running the night');
    const startMs = performance.now();
    const { collections } = await runNight(stack, on);
    const runS = (performance.now() - startMs) / 1000;
    await untilSettled(database, collections);
    const settledS = (performance.now() - startMs) / 1000;
    const againMs = performance.now();
    const again = await runNight(stack, on);
    if (again.collections > 0) throw new Error(`the same night collected ${again.collections} again`);
    const { faults } = await verifyLedgerAt(stack.state.adminUrl);
    if (faults.length > 0) throw new Error(`the ledger is at fault: ${faults.join('; ')}`);
    const againS = (performance.now() - againMs) / 1000;
    return { loans, collections, runS, settledS, againS, peakRssMb: peak.stop() };
  } finally {
    peak.stop();
    await database.end();
  }
}

const runSchema = z.object({ collections: z.number() });

async function runNight(stack: Stack, on: string): Promise<{ collections: number }> {
  const token = new LocalTokens(stack.state.issuer, stack.home).service('bench');
  const response = await fetch(`${stack.state.loans}/admin/loans/nightly-runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ on }),
    signal: AbortSignal.timeout(settleMsMax),
  });
  if (!response.ok) throw new Error(`the night failed: ${await response.text()}`);
  return runSchema.parse(await response.json());
}

async function untilSettled(database: pg.Client, collections: number): Promise<void> {
  const deadline = Date.now() + settleMsMax;
  for (;;) {
    const { rows } = await database.query<{ applied: string }>(
      `SELECT count(*) AS applied FROM loans.loan_transfers WHERE status = 'applied'`,
    );
    if (Number(rows[0]?.applied) >= collections) return;
    if (Date.now() > deadline) throw new Error(`only ${rows[0]?.applied ?? 0} collections were paid in time`);
    await sleep(sampleMs);
  }
}

/** Watches the memory of the processes that a night needs. */
class PeakMemory {
  private readonly peak = { loans: 0, gateway: 0, postgres: 0 };
  private readonly timer: NodeJS.Timeout;

  constructor(stack: Stack) {
    this.timer = setInterval(() => {
      const now = usages(stack);
      this.peak.loans = Math.max(this.peak.loans, now.loans.rssMb);
      this.peak.gateway = Math.max(this.peak.gateway, now.gateway.rssMb);
      this.peak.postgres = Math.max(this.peak.postgres, now.postgres.rssMb);
    }, sampleMs);
  }

  stop(): LoansReport['nightly']['peakRssMb'] {
    clearInterval(this.timer);
    return { ...this.peak };
  }
}

export function loansTable({ applications, open100, nightly }: LoansReport): string {
  const table = new Table({ head: ['figure', 'measured', 'wanted'], style: { head: [], border: [] } });
  const { loans, gateway, postgres } = nightly.peakRssMb;
  table.push(
    ['applications decided a second', rounded(applications.decidedPerS), '≥ 500'],
    ['CPU-ms an application: lending', rounded(applications.cpuMs.loans), ''],
    ['CPU-ms an application: Postgres', rounded(applications.cpuMs.postgres), ''],
    ['open load of 100/s: p50', `${rounded(open100.p50Ms)} ms`, '≤ 15 ms'],
    ['open load of 100/s: p99', `${rounded(open100.p99Ms)} ms`, '≤ 60 ms'],
    [`night over ${nightly.loans} loans`, `${rounded(nightly.runS)} s`, '≤ 600 s for 1000000'],
    [`${nightly.collections} collections paid after`, `${rounded(nightly.settledS)} s`, ''],
    ['the same night again', `${rounded(nightly.againS)} s`, ''],
    [
      'memory of lending, gateway, Postgres',
      `${[loans, gateway, postgres].map(rounded).join(', ')} MB`,
      '≤ 1000 MB',
    ],
  );
  return table.toString();
}
