import assert from 'node:assert';

/**
 * Divides an amount by weights into whole minor units that sum to it exactly: each share is rounded down, and the
 * units that are left go one each to the largest remainders, the first of equals first (Hamilton's method).
 *
 * @param totalMinor 0 or more
 * @param weights whole, 0 or more, with a positive sum
 */
export function splitAmount(totalMinor: bigint, weights: readonly number[]): bigint[] {
  const whole = weights.map(BigInt);
  const sum = whole.reduce((total, weight) => total + weight, 0n);
  assert(sum > 0n, 'somebody has a share');
  const shares = whole.map((weight) => (totalMinor * weight) / sum);
  const left = totalMinor - shares.reduce((total, share) => total + share, 0n);
  const byRemainder = whole
    .map((weight, index) => ({ index, remainder: (totalMinor * weight) % sum }))
    .sort((one, other) => Number(other.remainder - one.remainder) || one.index - other.index);
  const lucky = new Set(byRemainder.slice(0, Number(left)).map(({ index }) => index));
  return shares.map((share, index) => (lucky.has(index) ? share + 1n : share));
}
