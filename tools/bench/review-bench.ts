import { rmSync } from 'node:fs';
import Table from 'cli-table3';
import { z } from 'zod';
import type { TerminalProgress } from '../cli/terminal.js';
import { LocalTokens } from '../issuer/local-tokens.js';
import { percentile } from '../percentile.js';
import { seedCases } from '../review/seed-cases.js';
import { limitsLifted } from '../stack/limits-lifted.js';
import { startStack } from '../stack/stack.js';
import { rounded } from './report-json.js';

const environment = {
  LOG_LEVEL: 'warn',
  ...limitsLifted,
};
const analysts = 4;
const roundsWarm = 30;
const rounds = 150;
const claimedSchema = z.object({ case: z.object({ id: z.string() }) });

interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface ReviewReport {
  readonly items: number;
  readonly analysts: number;
  readonly list: Latency;
  readonly next: Latency;
  readonly verdict: Latency;
}

/** Measures what analysts wait for in a queue of so many open cases, four of whom work without a pause. */
export async function benchReview(
  home: string,
  items: number,
  progress: TerminalProgress,
): Promise<ReviewReport> {
  rmSync(home, { recursive: true, force: true });
  const without = ['gateway', 'scoring', 'loans', 'recommendations'] as const;
  const stack = await startStack({ home, progress, environment, without });
  try {
    progress.step(`Seeding ${items} open cases`);
    await seedCases(stack.state.adminUrl, items);
    const tokens = new LocalTokens(stack.state.issuer, stack.home);
    const desks = Array.from(
      { length: analysts },
      (_, index) => new AnalystsDesk(stack.state.review, tokens.for(`analyst-${index}`, ['analyst'])),
    );
    progress.step('Warming up');
    await Promise.all(desks.map((desk) => desk.work(roundsWarm)));
    progress.step(`Measuring ${analysts} analysts at work`);
    const times = await Promise.all(desks.map((desk) => desk.work(rounds)));
    const latencyOf = (what: keyof Times): Latency => latency(times.flatMap((each) => each[what]));
    return {
      items,
      analysts,
      list: latencyOf('list'),
      next: latencyOf('next'),
      verdict: latencyOf('verdict'),
    };
  } finally {
    await stack.stop();
  }
}

interface Times {
  readonly list: number[];
  readonly next: number[];
  readonly verdict: number[];
}

/** Lists, claims and judges, one request after the other. */
class AnalystsDesk {
  constructor(
    private readonly review: string,
    private readonly token: string,
  ) {}

  async work(times: number): Promise<Times> {
    const took: Times = { list: [], next: [], verdict: [] };
    for (let round = 0; round < times; round += 1) {
      await this.timed(took.list, 'GET', 'queue?limit=50');
      const { id } = claimedSchema.parse(await this.timed(took.next, 'POST', 'queue/next', {})).case;
      await this.timed(took.verdict, 'POST', `cases/${id}/verdict`, { verdict: 'release', dwellMs: 1 });
    }
    return took;
  }

  private async timed(times: number[], method: string, path: string, body?: object): Promise<unknown> {
    const startMs = performance.now();
    const response = await fetch(`${this.review}/review/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    times.push(performance.now() - startMs);
    if (!response.ok) throw new Error(`${method} ${path} failed: ${JSON.stringify(answer)}`);
    return answer;
  }
}

function latency(times: readonly number[]): Latency {
  const sorted = [...times].sort((one, other) => one - other);
  return { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) };
}

export function reviewTable({ items, list, next, verdict }: ReviewReport): string {
  const table = new Table({
    head: [`queue of ${items}`, 'p50', 'p95', 'wanted'],
    style: { head: [], border: [] },
  });
  const row = (name: string, { p50Ms, p95Ms }: Latency, wanted: string): string[] => [
    name,
    `${rounded(p50Ms)} ms`,
    `${rounded(p95Ms)} ms`,
    wanted,
  ];
  table.push(
    row('list', list, '< 200 ms'),
    row('next', next, '< 100 ms'),
    row('verdict', verdict, '< 150 ms'),
  );
  return table.toString();
}
