/** A decision as a point: its facts, in the catalogue's order. */
export interface Point {
  readonly vector: readonly number[];
}

export interface Neighbour<T> {
  readonly of: T;
  /** Root of the mean squared difference over all facts, in standard deviations of each. */
  readonly distance: number;
}

/**
 * The decisions most like one, the nearest first. Each fact counts in its own standard deviations among those
 * compared, so that pence do not outweigh hours; facts that are the same in all of them do not count.
 */
export function nearestDecisions<T extends Point>(
  vector: readonly number[],
  others: readonly T[],
  count: number,
): Neighbour<T>[] {
  const comparable = others.filter((other) => other.vector.length === vector.length);
  const weights = weightsOf([{ vector }, ...comparable], vector.length);
  const used = Math.max(1, weights.filter((weight) => weight > 0).length);
  const distanceTo = (other: readonly number[]): number => {
    const sum = weights.reduce((total, weight, place) => {
      const difference = (other[place] ?? 0) - (vector[place] ?? 0);
      return total + weight * difference * difference;
    }, 0);
    return Math.sqrt(sum / used);
  };
  return comparable
    .map((of) => ({ of, distance: distanceTo(of.vector) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, count);
}

/** One over the variance of each fact; 0 for facts that never vary. */
function weightsOf(points: readonly Point[], size: number): number[] {
  return Array.from({ length: size }, (_, place) => {
    const values = points.map(({ vector }) => vector[place] ?? 0);
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
    return variance > 0 ? 1 / variance : 0;
  });
}
