import { percentile } from '../percentile.js';
import type { Replayed } from './replay-log.js';

/** What became of a replayed log. Counts of payments; money in minor units; times in milliseconds. */
export interface ReplaySummary {
  readonly submitted: number;
  readonly approved: number;
  readonly held: number;
  readonly declined: number;
  /** Refused for lack of funds before anything was published. */
  readonly failed: number;
  readonly expired: number;
  readonly undecided: number;
  readonly ledger: 'balanced' | 'unbalanced';
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly paymentsPerS: number;
  readonly model: string;
  /** By the log's own labels: held or declined. */
  readonly fraudCaught: number;
  /** Approved. */
  readonly fraudMissed: number;
  /** Failed, because the money that it wanted to move on had been stopped. */
  readonly fraudStarved: number;
  readonly fraudCaughtMinor: number;
  readonly fraudMissedMinor: number;
  /** Held or declined without being labelled as fraud; 0 when the log has no labels. */
  readonly goodStopped: number;
}

export function summarise(
  replayed: readonly Replayed[],
  elapsedMs: number,
  facts: { readonly isBalanced: boolean; readonly model: string },
): ReplaySummary {
  const count = (...statuses: string[]): number =>
    replayed.filter(({ payment }) => statuses.includes(payment.status)).length;
  const isStopped = ({ payment }: Replayed): boolean =>
    ['held', 'declined', 'rejected'].includes(payment.status);
  const frauds = replayed.filter(({ logged }) => logged.isFraud === true);
  const caught = frauds.filter(isStopped);
  const missed = frauds.filter(({ payment }) => payment.status === 'settled');
  const latencies = replayed
    .flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]))
    .sort((a, b) => a - b);
  return {
    submitted: replayed.length,
    approved: count('settled'),
    held: count('held'),
    declined: count('declined', 'rejected'),
    failed: count('failed'),
    expired: count('expired'),
    undecided: count('submitted'),
    ledger: facts.isBalanced ? 'balanced' : 'unbalanced',
    p50Ms: tenths(percentile(latencies, 0.5)),
    p95Ms: tenths(percentile(latencies, 0.95)),
    p99Ms: tenths(percentile(latencies, 0.99)),
    paymentsPerS: Math.round((replayed.length / elapsedMs) * 1000),
    model: facts.model,
    fraudCaught: caught.length,
    fraudMissed: missed.length,
    fraudStarved: frauds.filter(({ payment }) => payment.status === 'failed').length,
    fraudCaughtMinor: sumMinor(caught),
    fraudMissedMinor: sumMinor(missed),
    goodStopped: replayed.filter((each) => each.logged.isFraud === false && isStopped(each)).length,
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function sumMinor(replayed: readonly Replayed[]): number {
  return replayed.reduce((sum, { logged }) => sum + logged.amountMinor, 0);
}
