import { setImmediate } from 'node:timers/promises';
import { type Bin, type Shift, shiftOf } from './population-shift.js';

/** What decisions looked like in one stretch of time. */
export interface Sample {
  readonly vectors: readonly (readonly number[])[];
  /** Of one model; decisions without a score are left out. */
  readonly scores: readonly number[];
}

/** One number of the decisions: a feature, or `score`. */
interface DriftedNumber {
  readonly name: string;
  /** Population stability index, in nats. */
  readonly stabilityIndex: number;
  /** The chance of such a shift when nothing changed, for this number alone. */
  readonly chance: number;
  readonly isDrifted: boolean;
  /** Counts by bin, for those that drifted. */
  readonly bins: readonly Bin[];
}

export interface DriftReport {
  readonly reference: number;
  readonly current: number;
  /** False when either sample is too small to say anything. */
  readonly isJudged: boolean;
  readonly drifted: readonly string[];
  /** The least likely first. */
  readonly numbers: readonly DriftedNumber[];
}

/** Chance of naming any number at all when nothing changed. */
const falseAlarms = 0.01;
const sampleMin = 100;

/**
 * Says which numbers come from another population than before. Limits follow the sizes of the samples; that there are
 * many numbers is accounted for by Holm's method (Scand. J. Statist. 6, 1979), which needs no independence.
 */
export async function driftReport(
  names: readonly string[],
  reference: Sample,
  current: Sample,
): Promise<DriftReport> {
  const sizes = { reference: reference.vectors.length, current: current.vectors.length };
  if (Math.min(sizes.reference, sizes.current) < sampleMin)
    return { ...sizes, isJudged: false, drifted: [], numbers: [] };
  const columnOf = ({ vectors }: Sample, column: number): number[] =>
    vectors.map((vector) => vector[column] ?? Number.NaN);
  const shifts: (Shift & { name: string })[] = [];
  for (const [column, name] of names.entries()) {
    shifts.push({ name, ...shiftOf(columnOf(reference, column), columnOf(current, column)) });
    await setImmediate(); // Decisions are made meanwhile.
  }
  if (Math.min(reference.scores.length, current.scores.length) >= sampleMin)
    shifts.push({ name: 'score', ...shiftOf(reference.scores, current.scores) });

  shifts.sort((one, other) => one.chance - other.chance);
  const firstUnsurprising = shifts.findIndex(
    ({ chance }, index) => chance > falseAlarms / (shifts.length - index),
  );
  const driftedCount = firstUnsurprising === -1 ? shifts.length : firstUnsurprising;
  const numbers = shifts.map(({ name, stabilityIndex, chance, bins }, index): DriftedNumber => {
    const isDrifted = index < driftedCount;
    return { name, stabilityIndex, chance, isDrifted, bins: isDrifted ? bins : [] };
  });
  const drifted = numbers.filter(({ isDrifted }) => isDrifted).map(({ name }) => name);
  return { ...sizes, isJudged: true, drifted, numbers };
}
