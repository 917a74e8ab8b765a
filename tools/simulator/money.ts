/** Money is a whole number of minor units. */

export function pounds(amount: number): number {
  return Math.max(1, Math.round(amount * 100));
}

/** To the nearest multiple of a step, at least one step. */
export function rounded(amountMinor: number, stepMinor: number): number {
  return Math.max(stepMinor, Math.round(amountMinor / stepMinor) * stepMinor);
}

/** As people round a sum that they choose freely: coarser the larger it is. */
export function roundSum(amountMinor: number): number {
  if (amountMinor < 5_000) return rounded(amountMinor, 500);
  return rounded(amountMinor, amountMinor < 50_000 ? 1_000 : 5_000);
}
