import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import type { TerminalProgress } from '../cli/terminal.js';
import { LocalTokens } from '../issuer/local-tokens.js';
import { percentile } from '../percentile.js';
import { GatewayClient } from '../replay/gateway-client.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { startStack } from '../stack/stack.js';
import { EventListeners } from './event-listeners.js';
import { memory, usages } from './measure.js';
import { rounded } from './report-json.js';

const environment = {
  LOG_LEVEL: 'warn',
  ...limitsLifted,
};
const without = ['review', 'recommendations', 'loans'] as const;
/** Of those who listen, so many pay each other. */
const payers = 200;
const paymentsPerS = 50;
const warmUpPayments = 200;
const measuredS = 20;
/** For what was opened or paid last to be over; all of it takes less than the five minutes of a stream. */
const settleMs = 2000;

export interface StreamsReport {
  readonly streams: number;
  /** Resident memory of the gateway in MiB: before the first stream, with all open, and after the load. */
  readonly gatewayMb: { readonly before: number; readonly open: number; readonly after: number };
  readonly payments: number;
  readonly events: number;
  /** Streams that broke meanwhile. */
  readonly ended: number;
  /** From a change, just before its commit, to the client. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** CPU-milliseconds of the gateway a second, while payments are made and heard of. */
  readonly gatewayCpuMsPerS: number;
}

/** Measures what so many open streams of events cost one gateway, and how late their listeners hear. */
export async function benchStreams(
  home: string,
  streams: number,
  progress: TerminalProgress,
): Promise<StreamsReport> {
  rmSync(home, { recursive: true, force: true });
  const stack = await startStack({ home, progress, environment, without });
  const tokens = new LocalTokens(stack.state.issuer, stack.home);
  const client = new GatewayClient(stack.state.gateway, () => tokens.service('bench'));
  const listeners = new EventListeners(stack.state.gateway, (index) =>
    tokens.for(ownerOf(index), ['customer']),
  );
  try {
    progress.step('Opening accounts and warming up');
    const accounts = await openAccounts(client, Math.min(payers, streams));
    await payEvenly(client, accounts, 'warm', warmUpPayments);
    const before = memory(stack).gateway;
    progress.step(`Opening ${streams} streams`);
    await listeners.open(streams);
    await sleep(settleMs);
    const open = memory(stack).gateway;
    progress.step(`Measuring ${paymentsPerS} payments a second for ${measuredS} s`);
    listeners.delaysMs.length = 0;
    const cpuBefore = usages(stack).gateway.cpuMs;
    const payments = paymentsPerS * measuredS;
    await payEvenly(client, accounts, 'measured', payments);
    await sleep(settleMs);
    const cpuMs = usages(stack).gateway.cpuMs - cpuBefore;
    const sorted = [...listeners.delaysMs].sort((one, other) => one - other);
    return {
      streams,
      gatewayMb: { before, open, after: memory(stack).gateway },
      payments,
      events: sorted.length,
      ended: listeners.ended,
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
      maxMs: sorted.at(-1) ?? 0,
      gatewayCpuMsPerS: cpuMs / (measuredS + settleMs / 1000),
    };
  } finally {
    listeners.close();
    await client.close();
    await stack.stop();
  }
}

function ownerOf(index: number): string {
  return `listener-${index}`;
}

function openAccounts(client: GatewayClient, count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      client.openAccount({
        name: ownerOf(index),
        kind: 'customer',
        currency: 'GBP',
        openingDeposit: 100_000_000,
        owner: ownerOf(index),
      }),
    ),
  );
}

/** Each at its moment, whether or not those before it were answered. */
async function payEvenly(
  client: GatewayClient,
  accounts: readonly string[],
  run: string,
  payments: number,
): Promise<void> {
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: payments }, async (_, index) => {
      await sleep(Math.max(0, startMs + (index * 1000) / paymentsPerS - performance.now()));
      await client.pay({
        idempotencyKey: `${run}-${index}`,
        eventTime: new Date(),
        payer: accounts[index % accounts.length] ?? '',
        payee: accounts[(index * 7 + 1) % accounts.length] ?? '',
        amountMinor: 100,
        currency: 'GBP',
        type: 'transfer',
        deviceId: null,
        ipAddress: null,
      });
    }),
  );
}

export function streamsTable(report: StreamsReport): string {
  const { streams, gatewayMb, events, ended, p50Ms, p99Ms, maxMs, gatewayCpuMsPerS } = report;
  const table = new Table({ head: ['', 'measured', 'wanted'], style: { head: [], border: [] } });
  table.push(
    ['streams', `${streams}, ${ended} ended`, '5000'],
    ['memory of the gateway before', `${rounded(gatewayMb.before)} MiB`, ''],
    ['with all streams open', `${rounded(gatewayMb.open)} MiB`, '< 300 MiB'],
    ['after the load', `${rounded(gatewayMb.after)} MiB`, '< 300 MiB'],
    ['events heard', String(events), ''],
    ['from change to client, p50', `${p50Ms} ms`, ''],
    ['p99', `${p99Ms} ms`, '< 100 ms'],
    ['latest', `${maxMs} ms`, ''],
    ['CPU of the gateway', `${rounded(gatewayCpuMsPerS)} ms a second`, ''],
  );
  return table.toString();
}
