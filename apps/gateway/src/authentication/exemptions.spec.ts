import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { type Exempted, type Exemption, exemptionOf } from './exemptions.js';

const policy = { paymentMinorMax: 3000n, sumMinorMax: 10_000n, paymentsMax: 5 };
const paying = (amountMinor: bigint, isToOwnAccount = false, isToTrustedPayee = false) => ({
  amountMinor,
  isToOwnAccount,
  isToTrustedPayee,
});

describe('a payment is exempt from strong authentication', () => {
  test.each<[string, bigint, Exempted, Exemption | undefined]>([
    ['at the largest low value', 3000n, { count: 0, sumMinor: 0n }, 'low_value'],
    ['no more above it', 3001n, { count: 0, sumMinor: 0n }, undefined],
    ['up to the sum', 3000n, { count: 3, sumMinor: 7000n }, 'low_value'],
    ['no more beyond the sum', 3000n, { count: 3, sumMinor: 7001n }, undefined],
    ['five times in a row', 1n, { count: 4, sumMinor: 4n }, 'low_value'],
    ['no sixth time', 1n, { count: 5, sumMinor: 5n }, undefined],
  ])('%s', (_fact, amountMinor, exempted, expected) => {
    expect(exemptionOf(paying(amountMinor), exempted, policy)).toBe(expected);
  });

  it('between accounts of one customer, whatever it is worth', () => {
    expect(exemptionOf(paying(10n ** 9n, true), { count: 5, sumMinor: 10_000n }, policy)).toBe('own_account');
  });

  it('to a payee whom the customer trusts, whatever it is worth, and counts for nothing', () => {
    const used = { count: 5, sumMinor: 10_000n };
    expect(exemptionOf(paying(10n ** 9n, false, true), used, policy)).toBe('trusted_payee');
  });

  it('never so often that count or sum pass what is allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 5000n })), (amounts) => {
        let exempted: Exempted = { count: 0, sumMinor: 0n };
        for (const amount of amounts)
          if (exemptionOf(paying(amount), exempted, policy) !== undefined)
            exempted = { count: exempted.count + 1, sumMinor: exempted.sumMinor + amount };
        expect(exempted.count).toBeLessThanOrEqual(5);
        expect(exempted.sumMinor).toBeLessThanOrEqual(10_000n);
      }),
    );
  });
});
