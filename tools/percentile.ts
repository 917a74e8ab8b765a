/** The value that a share of the sorted values does not exceed, by nearest rank; 0 for no values. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
