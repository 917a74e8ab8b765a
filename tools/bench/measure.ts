import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Stack } from '../stack/stack.js';
import { type Load, type LoadResult, loadResultSchema } from './load-result.js';
import { type Usage, usageOf } from './process-usage.js';

const generator = fileURLToPath(new URL('load-generator.js', import.meta.url));

export type MeasuredProcess =
  'gateway' | 'scoring' | 'review' | 'loans' | 'recommendations' | 'kafka' | 'postgres';

export interface Measured extends LoadResult {
  readonly paymentsPerS: number;
  /** CPU of each process in milliseconds a settled payment. */
  readonly cpuMs: Readonly<Record<MeasuredProcess | 'total', number>>;
  readonly rssMb: Readonly<Record<MeasuredProcess | 'total', number>>;
}

/** Runs one load in a process of its own, and measures what it costs the stack meanwhile. */
export async function measure(stack: Stack, load: Load): Promise<Measured> {
  let before = usages(stack);
  let after = before;
  const child = fork(generator);
  child.send(load);
  const result = await new Promise<LoadResult>((resolve, reject) => {
    child.on('message', (message) => {
      if (message === 'measuring') before = usages(stack);
      else if (message === 'measured') after = usages(stack);
      else resolve(loadResultSchema.parse(message));
    });
    child.once('exit', (status) => {
      if (status !== 0) reject(new Error(`the load generator ended with ${status}`));
    });
  });
  if (result.settled === 0) throw new Error(`nothing was settled under load: ${JSON.stringify(result)}`);
  const cpu = perProcess((name) => (after[name].cpuMs - before[name].cpuMs) / result.settled);
  return {
    ...result,
    paymentsPerS: result.settled / result.seconds,
    cpuMs: cpu,
    rssMb: perProcess((name) => after[name].rssMb),
  };
}

/** Memory of each process now. */
export function memory(stack: Stack): Measured['rssMb'] {
  const now = usages(stack);
  return perProcess((name) => now[name].rssMb);
}

export function usages({ services, infrastructure }: Stack): Record<MeasuredProcess, Usage> {
  const { kafka, postgres } = infrastructure.pids();
  const of = (pid: number | undefined): Usage => (pid === undefined ? { cpuMs: 0, rssMb: 0 } : usageOf(pid));
  return {
    gateway: of(services.gateway.pid),
    scoring: of(services.scoring.pid),
    review: of(services.review.pid),
    loans: of(services.loans.pid),
    recommendations: of(services.recommendations.pid),
    kafka: of(kafka),
    postgres: of(postgres),
  };
}

function perProcess(valueOf: (name: MeasuredProcess) => number): Record<MeasuredProcess | 'total', number> {
  const values = {
    gateway: valueOf('gateway'),
    scoring: valueOf('scoring'),
    review: valueOf('review'),
    loans: valueOf('loans'),
    recommendations: valueOf('recommendations'),
    kafka: valueOf('kafka'),
    postgres: valueOf('postgres'),
  };
  return { ...values, total: Object.values(values).reduce((sum, value) => sum + value, 0) };
}
