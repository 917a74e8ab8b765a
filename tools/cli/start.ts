import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '../project.js';
import { GatewayClient } from '../replay/gateway-client.js';
import type { ReplaySummary } from '../replay/summary.js';
import { type Stack, startStack } from '../stack/stack.js';
import { tokensOf } from './home.js';
import { heldTable, openCases, release } from './held-payments.js';
import { runReplay } from './run-replay.js';
import { borrowAndRepay, type SampleLoan, sampleLoanText } from './sample-loan.js';
import {
  recommend,
  type SampleRecommendations,
  sampleRecommendationsText,
} from './sample-recommendations.js';
import { summaryTable } from './summary-table.js';
import { print, type TerminalProgress } from './terminal.js';
import { verifyLedgerAt } from './verify.js';

const sample = {
  file: inProject('models', 'training', 'sample', 'paysim-day-15.csv.gz'),
  mappingFile: inProject('models', 'training', 'mappings', 'paysim.json'),
};
const heldShown = 10;
/** A verdict can be undone for some seconds, and moves the money only then. */
const releaseMsMax = 30_000;

export interface StartOptions {
  readonly home: string;
  readonly isOnce: boolean;
  readonly isJson: boolean;
}

/** The main job: brings the bank up, sends a day of payments through it, and stays until Ctrl-C. */
export async function start(
  { home, isOnce, isJson }: StartOptions,
  progress: TerminalProgress,
): Promise<boolean> {
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', () => {
      resolve();
    });
    process.once('SIGTERM', () => {
      resolve();
    });
  });
  const stack = await startStack({ home, progress });
  try {
    const day = sampleDay(stack, progress, isJson);
    const first = await Promise.race([day, interrupted]);
    if (first === undefined) return true;
    if (isJson) print(JSON.stringify(first));
    if (!isOnce) {
      print(urls(stack));
      await interrupted;
    }
    return first.undecided === 0 && first.ledger === 'balanced' && first.loan.status === 'active';
  } finally {
    progress.step('Stopping');
    await stack.stop();
  }
}

/** What the last line of `--json` has. */
interface DaySummary extends ReplaySummary {
  readonly loan: SampleLoan;
  readonly recommendations: SampleRecommendations;
}

async function sampleDay(stack: Stack, progress: TerminalProgress, isJson: boolean): Promise<DaySummary> {
  const { summary, replayed } = await runReplay({ ...sample, limit: undefined }, stack.state, progress);
  const held = await openCases(stack.state.review, heldShown, tokensOf(stack.state).for('ana'));
  if (!isJson) {
    print(summaryTable(summary, 'GBP'));
    if (held.length > 0) print(heldTable(held));
  }
  const released = await releaseOne(stack, held[0]);
  progress.step('Asking for a loan');
  const loan = await borrowAndRepay(stack.state);
  progress.step('Working out recommendations');
  const recommendations = await recommend(stack.state, replayed);
  if (!isJson) {
    if (released !== undefined) print(released);
    print(sampleLoanText(loan));
    print(sampleRecommendationsText(recommendations));
  }
  const { isBalanced } = await verifyLedgerAt(stack.state.adminUrl);
  return { ...summary, ledger: isBalanced ? 'balanced' : 'unbalanced', loan, recommendations };
}

/** Shows an analyst's part: a release moves the money. */
async function releaseOne(
  stack: Stack,
  held: { id: string; paymentId: string } | undefined,
): Promise<string | undefined> {
  if (held === undefined) return undefined;
  const tokens = tokensOf(stack.state);
  const isReleased = await release(stack.state.review, held.id, tokens.for('ana'));
  if (!isReleased) await release(stack.state.review, held.id, tokens.for('amir'));
  const client = new GatewayClient(stack.state.gateway, () => tokens.service('demo'));
  try {
    const deadline = Date.now() + releaseMsMax;
    for (;;) {
      const { status } = await client.payment(held.paymentId);
      if (status === 'settled') return `An analyst released ${held.paymentId}: it is settled.`;
      if (Date.now() > deadline) throw new Error(`${held.paymentId} was released and is still ${status}`);
      await sleep(50);
    }
  } finally {
    await client.close();
  }
}

function urls({ state }: Stack): string {
  return [
    '',
    `Payment API     ${state.gateway}/docs`,
    `Loan API        ${state.loans}/docs`,
    `Console         ${state.review}`,
    `Analysts' API   ${state.review}/docs`,
    `Models          ${state.scoring}/admin/models`,
    `Metrics         ${state.gateway}/metrics`,
    `Sign-in         ${state.issuer}`,
    `Database        ${state.adminUrl}`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}
