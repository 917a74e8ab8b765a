import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitAmount } from './split-amount.js';

describe('a bill', () => {
  it.each([
    ['10.00 by three', 1000n, [1, 1, 1], [334n, 333n, 333n]],
    ['0.02 by three', 2n, [1, 1, 1], [1n, 1n, 0n]],
    ['by weights', 1000n, [1, 2, 4], [143n, 286n, 571n]],
    ['with one who pays nothing', 100n, [0, 1], [0n, 100n]],
  ])('of %s is split', (_what, total, weights, shares) => {
    expect(splitAmount(total, weights)).toEqual(shares);
  });

  it('is split into shares that sum to it, each within one unit of its part', () => {
    const weights = fc
      .array(fc.nat(1000), { minLength: 1, maxLength: 21 })
      .filter((each) => each.some((weight) => weight > 0));
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 13n), weights, (total, parts) => {
        const shares = splitAmount(total, parts);
        const sum = BigInt(parts.reduce((all, part) => all + part, 0));
        expect(shares.reduce((all, share) => all + share, 0n)).toBe(total);
        shares.forEach((share, index) => {
          const off = share * sum - total * BigInt(parts[index] ?? 0);
          expect(off > -sum && off < sum).toBe(true);
        });
      }),
    );
  });
});
