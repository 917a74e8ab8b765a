import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import pg from 'pg';
import { askService } from '../cli/ask-service.js';
import type { TerminalProgress } from '../cli/terminal.js';
import { LocalTokens } from '../issuer/local-tokens.js';
import { modelsSchema } from '../models/model-tables.js';
import { type Stack, startStack } from '../stack/stack.js';
import { type MeasuredProcess, usages } from './measure.js';
import { rounded } from './report-json.js';
import { SubmittedFlood } from './submitted-flood.js';
import { measureSwaps, type SwapReport } from './swap-bench.js';

const rulesLive = 30;
const shadowModel = 'fraud/1';
const phasePayments = 30_000;
const waitMsMax = 120_000;
const author = 'bench author';
const reviewer = 'bench reviewer';

type ByProcess = Readonly<Record<'scoring' | 'kafka' | 'postgres' | 'total', number>>;

export interface ScoringReport {
  /** From Kafka to committed decisions, with the live rules and the shadow model. */
  readonly paymentsPerS: number;
  /** CPU-milliseconds a payment. */
  readonly cpuMs: ByProcess;
  readonly champion: string;
  readonly trees: number;
  readonly shadow: string;
  readonly rules: number;
  readonly features: number;
  /** CPU-microseconds that one live rule adds to a payment. */
  readonly usPerRule: number;
  /** CPU a payment after 60,000 earlier ones against that after 30,000, with all windows full. */
  readonly historyRatio: number;
  /** The champion and its shadow change places while payments come. */
  readonly hotSwap: SwapReport;
}

interface Phase {
  readonly paymentsPerS: number;
  readonly cpuMs: ByProcess;
}

/** Measures scoring alone: events wait in Kafka, and the time and CPU are taken until their decisions are committed. */
export async function benchScoring(home: string, progress: TerminalProgress): Promise<ScoringReport> {
  progress.step('Starting scoring alone');
  rmSync(home, { recursive: true, force: true });
  const stack = await startStack({
    home,
    progress,
    environment: { LOG_LEVEL: 'warn', AUTOMATIC_HOLDS_PER_MINUTE: '1000000' },
    without: ['gateway', 'review', 'loans'],
  });
  const flood = new SubmittedFlood(stack.state.kafkaBrokers);
  const database = new pg.Client({ connectionString: stack.state.adminUrl });
  try {
    await Promise.all([flood.connect(), database.connect()]);
    return await measurePhases(stack, flood, database, progress);
  } finally {
    await flood.close();
    await database.end();
    await stack.stop();
  }
}

async function measurePhases(
  stack: Stack,
  flood: SubmittedFlood,
  database: pg.Client,
  progress: TerminalProgress,
): Promise<ScoringReport> {
  const phase = async (what: string): Promise<Phase> => {
    progress.step(what);
    return measurePhase(stack, flood, database);
  };
  await waitForModel(stack, shadowModel);
  await admin(stack, `models/${shadowModel}/shadow`, author, {});
  await phase('Warming up');
  const early = await phase('Measuring without rules');
  const late = await phase('Measuring without rules, with a longer history');
  await putRulesLive(stack);
  await phase('Warming the rules up');
  const full = await phase(`Measuring with ${rulesLive} live rules and a shadow model`);
  const { champion, trees } = await championOf(stack);
  progress.step('Measuring while champions change');
  await promote(stack, shadowModel);
  const hotSwap = await measureSwaps(stack.state.kafkaBrokers, flood, () =>
    admin(stack, 'models/rollback', author, {}),
  );
  const [row] = (
    await database.query<{ features: number }>(
      'SELECT cardinality(vector) AS features FROM scoring.decisions ORDER BY sequence DESC LIMIT 1',
    )
  ).rows;
  return {
    ...full,
    champion,
    trees,
    shadow: shadowModel,
    rules: rulesLive,
    features: row?.features ?? 0,
    usPerRule: ((full.cpuMs.scoring - late.cpuMs.scoring) / rulesLive) * 1000,
    historyRatio: late.cpuMs.total / early.cpuMs.total,
    hotSwap,
  };
}

async function promote(stack: Stack, model: string): Promise<void> {
  await admin(stack, `models/${model}/replay`, author, { days: 1 });
  for (const actor of [author, reviewer]) await admin(stack, `models/${model}/promote`, actor, {});
}

async function measurePhase(stack: Stack, flood: SubmittedFlood, database: pg.Client): Promise<Phase> {
  const before = usages(stack);
  const already = await decided(database);
  const startMs = performance.now();
  const sent = flood.send(phasePayments);
  let done = 0;
  while (done < phasePayments) {
    if (performance.now() - startMs > waitMsMax) throw new Error(`only ${done} were decided in time`);
    await sleep(100);
    done = (await decided(database)) - already;
  }
  await sent;
  const seconds = (performance.now() - startMs) / 1000;
  const after = usages(stack);
  const of = (name: MeasuredProcess): number => (after[name].cpuMs - before[name].cpuMs) / phasePayments;
  const cpuMs = { scoring: of('scoring'), kafka: of('kafka'), postgres: of('postgres') };
  return {
    paymentsPerS: phasePayments / seconds,
    cpuMs: { ...cpuMs, total: cpuMs.scoring + cpuMs.kafka + cpuMs.postgres },
  };
}

async function decided(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ last: string }>(
    'SELECT last_value AS last FROM scoring.memory_order',
  );
  return Number(rows[0]?.last ?? 0);
}

async function admin(stack: Stack, path: string, actor: string, body?: object): Promise<unknown> {
  return askService(stack.state.scoring, {
    path: `/admin/${path}`,
    token: new LocalTokens(stack.state.issuer, stack.home).staff(actor),
    ...(body === undefined ? {} : { body }),
  });
}

/** Dropped model folders are taken in some seconds after the start. */
async function waitForModel(stack: Stack, id: string): Promise<void> {
  const deadline = Date.now() + waitMsMax;
  for (;;) {
    const isThere = await admin(stack, `models/${id}`, author).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (Date.now() > deadline) throw new Error(`the model ${id} was not taken in`);
    await sleep(500);
  }
}

async function putRulesLive(stack: Stack): Promise<void> {
  const amounts = Array.from({ length: rulesLive }, (_, index) => 900_000 + index);
  for (const [index, amount] of amounts.entries()) {
    const id = `bench-${index}`;
    const expression =
      `amount > ${amount}.0 && features.payer_paid_count_1h >= ${index % 7} && ` +
      `features.balance_share > 0.5 || type == "cash_out" && features.payee_payers_24h > ${index}`;
    await admin(stack, 'rules', author, {
      id,
      expression,
      outcome: 'hold',
      reason: 'bench',
      sentence: 'A rule of the benchmark.',
    });
    for (const move of ['review', 'shadow', 'live']) await admin(stack, `rules/${id}/${move}`, reviewer, {});
  }
}

async function championOf(stack: Stack): Promise<{ champion: string; trees: number }> {
  const { items } = modelsSchema.parse(await admin(stack, 'models', author));
  const champion = items.find(({ role }) => role === 'champion');
  return { champion: champion?.id ?? 'none', trees: champion?.facts.trees ?? 0 };
}

export function scoringTable(report: ScoringReport): string {
  const { hotSwap } = report;
  const table = new Table({ head: ['figure', 'measured', 'wanted'], style: { head: [], border: [] } });
  table.push(
    ['payments decided a second', rounded(report.paymentsPerS), '≥ 3000'],
    ['CPU-ms a payment', rounded(report.cpuMs.total), '≤ 0.5'],
    ['of these scoring', rounded(report.cpuMs.scoring), ''],
    ['champion', `${report.champion}, ${report.trees} trees; shadow ${report.shadow}`, ''],
    ['CPU-µs a live rule', rounded(report.usPerRule), '≤ 2'],
    ['CPU after a longer history against before', rounded(report.historyRatio), '1'],
    [
      `p99 at ${hotSwap.ratePerS}/s with ${hotSwap.swaps} hot swaps against without`,
      rounded(hotSwap.swappingP99Ms / hotSwap.steadyP99Ms),
      '< 1.5',
    ],
    ['decisions lost or doubled meanwhile', hotSwap.lost + hotSwap.doubled, '0'],
  );
  return table.toString();
}
