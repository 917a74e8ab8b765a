import assert from 'node:assert';
import { chiSquareTail } from './chi-square.js';

/** How far what is seen now lies from a reference, and how surprising that is for samples of these sizes. */
export interface Shift {
  /** Population stability index, in nats; 0 when both are alike. */
  readonly stabilityIndex: number;
  /** The chance of a shift at least as large when nothing changed. */
  readonly chance: number;
  readonly bins: readonly Bin[];
}

export interface Bin {
  /** The largest value in it; null for values that are missing. */
  readonly upTo: number | null;
  readonly reference: number;
  readonly current: number;
}

const quantileBins = 10;
/** The scores of a tree, and counts, have no more different values than this. */
const discreteValuesMax = 40;
/** Expected count of a bin from which the chi-square approximation holds (Cochran 1954). */
const expectedMin = 5;

/**
 * Compares two samples of one number: by its values when there are few (the scores of a tree), else in bins between the
 * quantiles of the reference. A value that many share keeps a bin of its own.
 *
 * The index of samples of n and m from one population is about (1/n + 1/m)·χ² with one degree of freedom fewer than
 * bins (Yurdakul, Statistical properties of the PSI, 2018); Pearson's statistic of the two samples has the same limit
 * and keeps to it at small counts too, so the chance is taken from it.
 */
export function shiftOf(reference: readonly number[], current: readonly number[]): Shift {
  assert(reference.length > 0 && current.length > 0, 'both samples have values');
  const edges = edgesOf(reference);
  const counted = edges.map((upTo): Bin => ({ upTo, reference: 0, current: 0 }));
  const [before, now] = [countsOf(reference, edges), countsOf(current, edges)];
  const filled = counted.map((bin, index) => ({
    ...bin,
    reference: before[index] ?? 0,
    current: now[index] ?? 0,
  }));
  const bins = withoutSparse(filled, reference.length, current.length);
  return {
    stabilityIndex: stabilityIndexOf(bins, reference.length, current.length),
    chance: chanceOf(bins, reference.length, current.length),
    bins,
  };
}

/** Upper ends of bins, ascending; null, for missing values, comes first. */
function edgesOf(reference: readonly number[]): (number | null)[] {
  const sorted = Float64Array.from(reference.filter((value) => !Number.isNaN(value))).sort();
  const values = new Set(sorted);
  if (values.size <= discreteValuesMax) return [null, ...values, Number.POSITIVE_INFINITY];
  const edges = new Set<number>();
  for (let bin = 1; bin < quantileBins; bin += 1) {
    const value = sorted[Math.floor((bin * sorted.length) / quantileBins)];
    if (value === undefined) continue;
    edges.add(value);
    const below = largestBelow(sorted, value);
    if (isMassPoint(sorted, value) && below !== undefined) edges.add(below);
  }
  return [null, ...[...edges].sort((a, b) => a - b), Number.POSITIVE_INFINITY];
}

function isMassPoint(sorted: Float64Array, value: number): boolean {
  return firstAbove(sorted, value) - firstFrom(sorted, value) >= sorted.length / quantileBins;
}

function largestBelow(sorted: Float64Array, value: number): number | undefined {
  return sorted[firstFrom(sorted, value) - 1];
}

function firstFrom(sorted: ArrayLike<number>, value: number): number {
  return search(sorted, (each) => each >= value);
}

function firstAbove(sorted: ArrayLike<number>, value: number): number {
  return search(sorted, (each) => each > value);
}

/** The first place, in ascending numbers, from which on they are far enough. */
function search(sorted: ArrayLike<number>, isFarEnough: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFarEnough(sorted[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function countsOf(values: readonly number[], edges: readonly (number | null)[]): number[] {
  const counts = edges.map(() => 0);
  const ends = edges.slice(1).map((edge) => edge ?? Number.NaN);
  for (const value of values) {
    const bin = Number.isNaN(value) ? 0 : 1 + firstFrom(ends, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Joins each bin that is too small to be judged with the one above it, the last with the one below. */
function withoutSparse(bins: readonly Bin[], n: number, m: number): Bin[] {
  const smallerShare = Math.min(n, m) / (n + m);
  const isSparse = (bin: Bin): boolean => (bin.reference + bin.current) * smallerShare < expectedMin;
  const joined: Bin[] = [];
  for (const bin of bins) {
    const last = joined.at(-1);
    if (last !== undefined && isSparse(last)) joined[joined.length - 1] = join(last, bin);
    else joined.push(bin);
  }
  const [last, beforeLast] = [joined.at(-1), joined.at(-2)];
  if (last !== undefined && beforeLast !== undefined && isSparse(last))
    joined.splice(-2, 2, join(beforeLast, last));
  return joined;
}

function join(lower: Bin, upper: Bin): Bin {
  const [reference, current] = [lower.reference + upper.reference, lower.current + upper.current];
  return { upTo: upper.upTo, reference, current };
}

/** A bin that one sample lacks counts as if half a value were in it. */
function stabilityIndexOf(bins: readonly Bin[], n: number, m: number): number {
  return bins.reduce((sum, { reference, current }) => {
    const [p, q] = [Math.max(reference, 0.5) / n, Math.max(current, 0.5) / m];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

function chanceOf(bins: readonly Bin[], n: number, m: number): number {
  if (bins.length < 2) return 1;
  const statistic = bins.reduce((sum, { reference, current }) => {
    const difference = reference * Math.sqrt(m / n) - current * Math.sqrt(n / m);
    return sum + difference ** 2 / (reference + current);
  }, 0);
  return chiSquareTail(statistic, bins.length - 1);
}
