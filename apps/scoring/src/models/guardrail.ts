/** What a model did in a stretch of time; amounts in minor units. */
export interface Stretch {
  readonly decisions: number;
  readonly holds: number;
  readonly amountMinor: number;
  readonly heldMinor: number;
  readonly errors: number;
  readonly batches: number;
  readonly inferenceUs: number;
}

/** How the champion did before the canary began. */
export interface Baseline {
  /** Shares, 0 to 1. */
  readonly holdRate: number;
  readonly heldValueShare: number;
  readonly inferenceUsPerBatch: number;
}

export type Breach = 'hold rate' | 'held value' | 'error rate' | 'latency';

/** Error of the first kind (a good canary is taken back), and of the second (a bad one stays) of the tests. */
const alpha = 0.001;
const beta = 0.05;
const decisiveLog = Math.log((1 - beta) / alpha);

const holdRateMin = 0.001;
const holdRateMax = 0.45;
const errorRateUsual = 0.0005;
const errorRateBad = 0.01;
const heldValueFactor = 3;
const heldValueShareMin = 0.05;
const heldHoldsMin = 10;
const latencyFactor = 5;
const latencyUsMin = 20_000;
const latencyBatchesMin = 20;
const decisionsTrusted = 500;
const holdRateAssumed = 0.005;

/** @param champion its stretches before the canary began; few decisions are no baseline, and a usual bank is assumed */
export function baselineOf(champion: readonly Stretch[]): Baseline {
  const { decisions, holds, amountMinor, heldMinor, batches, inferenceUs } = sumOf(champion);
  const isKnown = decisions >= decisionsTrusted;
  return {
    holdRate: isKnown ? holds / decisions : holdRateAssumed,
    heldValueShare: isKnown && amountMinor > 0 ? heldMinor / amountMinor : heldValueShareMin,
    inferenceUsPerBatch: batches === 0 ? 0 : inferenceUs / batches,
  };
}

/**
 * Says what a canary breached, looking at each stretch since it began in turn.
 *
 * Rates by a cumulative sum of log-likelihood ratios that never falls below zero (CUSUM, Page 1954) between the
 * usual rate and twice it; its limit is that of Wald's sequential test for errors of 0.1 % and 5 %. Value and latency
 * by plain limits against the champion's.
 */
export function breachOf(canary: readonly Stretch[], baseline: Baseline): Breach | undefined {
  const usual = Math.min(Math.max(baseline.holdRate, holdRateMin), holdRateMax);
  const holds = (each: Stretch): [number, number] => [each.holds, each.decisions];
  if (isRateExceeded(canary.map(holds), usual, usual * 2)) return 'hold rate';
  const errors = (each: Stretch): [number, number] => [each.errors, Math.max(each.decisions, each.errors)];
  if (isRateExceeded(canary.map(errors), errorRateUsual, errorRateBad)) return 'error rate';

  const total = sumOf(canary);
  const heldShare = total.amountMinor === 0 ? 0 : total.heldMinor / total.amountMinor;
  const heldShareMax = Math.max(baseline.heldValueShare, heldValueShareMin) * heldValueFactor;
  if (total.holds >= heldHoldsMin && total.decisions >= decisionsTrusted && heldShare > heldShareMax)
    return 'held value';
  const usPerBatch = total.batches === 0 ? 0 : total.inferenceUs / total.batches;
  const usMax = Math.max(baseline.inferenceUsPerBatch * latencyFactor, latencyUsMin);
  return total.batches >= latencyBatchesMin && usPerBatch > usMax ? 'latency' : undefined;
}

function isRateExceeded(counts: readonly [hits: number, of: number][], usual: number, bad: number): boolean {
  let sum = 0;
  for (const [hits, of] of counts) {
    sum += hits * Math.log(bad / usual) + (of - hits) * Math.log((1 - bad) / (1 - usual));
    if (sum >= decisiveLog) return true;
    sum = Math.max(0, sum);
  }
  return false;
}

function sumOf(stretches: readonly Stretch[]): Stretch {
  const sum = (of: keyof Stretch): number => stretches.reduce((total, each) => total + each[of], 0);
  return {
    decisions: sum('decisions'),
    holds: sum('holds'),
    amountMinor: sum('amountMinor'),
    heldMinor: sum('heldMinor'),
    errors: sum('errors'),
    batches: sum('batches'),
    inferenceUs: sum('inferenceUs'),
  };
}
