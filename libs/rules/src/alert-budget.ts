import assert from 'node:assert';

/** A decided payment with what became known of it. */
export interface ScoredPayment {
  /** Probability of fraud, 0 to 1. */
  readonly score: number;
  readonly amountMinor: number;
  /** Null while the truth is not known. */
  readonly isFraud: boolean | null;
  /** Whole days since the epoch. */
  readonly day: number;
  readonly segment: string;
  /** How many payments this one stands for: 1 divided by the chance with which it was labelled. */
  readonly weight: number;
}

export interface BudgetOptions {
  /** Alerts that people can look at in a day. */
  readonly alertsADay: number;
  readonly rankBy: 'score' | 'expected_loss';
  /** Bootstrap draws. */
  readonly draws?: number;
  readonly seed?: number;
}

/** A figure with its 95 % interval. */
interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface CaughtAndMissed {
  readonly alertsADay: number;
  /** Known frauds among the alerts, and their amounts in minor units. */
  readonly caughtCount: number;
  readonly caughtMinor: Estimate;
  readonly missedCount: number;
  readonly missedMinor: Estimate;
  /** Alerts that were honest, and those of which nobody knows. */
  readonly falseAlerts: number;
  readonly unlabelledAlerts: number;
}

export interface BudgetReport extends CaughtAndMissed {
  /** Payments that rank at least so high are looked at; null when even the highest rank has too many. */
  readonly threshold: number | null;
  readonly days: number;
  readonly bySegment: Readonly<Record<string, CaughtAndMissed>>;
}

const drawsDefault = 500;

/**
 * Finds the lowest threshold whose alerts fit a budget a day on average, and what it would have caught and missed.
 *
 * Payments of one rank are taken together or not at all: a tree has few scores. Alerts are counted as rows; frauds
 * count with their weights. The intervals are of the value at this threshold, by a Poisson bootstrap over known
 * frauds (Chamandy et al., 2012); they do not include the doubt about the threshold.
 */
export function alertBudget(history: readonly ScoredPayment[], options: BudgetOptions): BudgetReport {
  assert(options.alertsADay > 0, 'a budget is above 0');
  const rankOf = (payment: ScoredPayment): number =>
    options.rankBy === 'score' ? payment.score : payment.score * payment.amountMinor;
  const days = daysIn(history);
  const threshold = thresholdFor(history.map(rankOf), options.alertsADay * days);
  const isAlert = (payment: ScoredPayment): boolean => threshold !== null && rankOf(payment) >= threshold;
  const report = (payments: readonly ScoredPayment[]): CaughtAndMissed =>
    caughtAndMissed(payments, isAlert, days, options);
  const segments = groupBySegment(history);
  return {
    threshold,
    days,
    ...report(history),
    bySegment: Object.fromEntries([...segments].map(([segment, payments]) => [segment, report(payments)])),
  };
}

/** Days from the first payment to the last, those without payments among them. */
function daysIn(history: readonly ScoredPayment[]): number {
  let first = Infinity;
  let last = -Infinity;
  for (const { day } of history) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return history.length === 0 ? 0 : last - first + 1;
}

function thresholdFor(ranks: readonly number[], alertsMax: number): number | null {
  const sorted = Float64Array.from(ranks).sort().reverse();
  let threshold: number | null = null;
  for (const [index, rank] of sorted.entries()) {
    const isLastOfItsRank = sorted[index + 1] !== rank;
    if (!isLastOfItsRank) continue;
    if (index + 1 > alertsMax) break;
    threshold = rank;
  }
  return threshold;
}

function caughtAndMissed(
  payments: readonly ScoredPayment[],
  isAlert: (payment: ScoredPayment) => boolean,
  days: number,
  { draws = drawsDefault, seed = 1 }: BudgetOptions,
): CaughtAndMissed {
  const alerts = payments.filter(isAlert);
  const frauds = payments.filter(({ isFraud }) => isFraud === true);
  const caught = frauds.filter(isAlert);
  const missed = frauds.filter((fraud) => !isAlert(fraud));
  return {
    alertsADay: days === 0 ? 0 : alerts.length / days,
    caughtCount: caught.length,
    caughtMinor: valueOf(caught, draws, seed),
    missedCount: missed.length,
    missedMinor: valueOf(missed, draws, seed + 1),
    falseAlerts: alerts.filter(({ isFraud }) => isFraud === false).length,
    unlabelledAlerts: alerts.filter(({ isFraud }) => isFraud === null).length,
  };
}

function valueOf(frauds: readonly ScoredPayment[], draws: number, seed: number): Estimate {
  const values = frauds.map(({ amountMinor, weight }) => amountMinor * weight);
  const random = randomNumbers(seed);
  const sums = Array.from({ length: draws }, () =>
    values.reduce((sum, value) => sum + value * poissonOfOne(random()), 0),
  ).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sums[Math.floor(share * (draws - 1))] ?? 0);
  return {
    value: Math.round(values.reduce((sum, value) => sum + value, 0)),
    low: at(0.025),
    high: at(0.975),
  };
}

/** Below which quantiles the Poisson distribution with mean 1 has the values 0, 1, 2 and so on. */
const poissonQuantiles = ((): number[] => {
  const quantiles: number[] = [];
  let chance = Math.exp(-1);
  let sum = 0;
  for (let count = 0; count < 12; count++) {
    sum += chance;
    quantiles.push(sum);
    chance /= count + 1;
  }
  return quantiles;
})();

function poissonOfOne(quantile: number): number {
  const count = poissonQuantiles.findIndex((limit) => quantile < limit);
  return count === -1 ? poissonQuantiles.length : count;
}

/** Mulberry32: the same numbers from 0 up to 1 for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function groupBySegment(history: readonly ScoredPayment[]): ReadonlyMap<string, readonly ScoredPayment[]> {
  const groups = new Map<string, ScoredPayment[]>();
  for (const payment of history) {
    const group = groups.get(payment.segment);
    if (group === undefined) groups.set(payment.segment, [payment]);
    else group.push(payment);
  }
  return groups;
}
