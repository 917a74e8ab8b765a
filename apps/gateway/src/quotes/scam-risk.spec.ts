import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { purposes, type QuoteFacts, riskBands, riskOf } from './scam-risk.js';

const usual: QuoteFacts = {
  purpose: 'friend_or_family',
  amountMinor: 1000n,
  isNewPayee: false,
  largestMinor: 5000n,
  availableMinor: 100_000n,
  payeeCheckCode: 'MATC',
};

describe('the risk of a scam', () => {
  it.each([
    ['low', {}],
    ['low', { isNewPayee: true }],
    ['low', { amountMinor: 90_000n, largestMinor: 80_000n }],
    ['low', { isNewPayee: true, largestMinor: null, availableMinor: 1000n }],
    ['medium', { isNewPayee: true, payeeCheckCode: 'MBAM' }],
    ['medium', { isNewPayee: true, purpose: 'investment' }],
    ['medium', { isNewPayee: true, amountMinor: 15_001n }],
    ['low', { isNewPayee: true, amountMinor: 15_000n }],
    ['high', { isNewPayee: true, largestMinor: null, amountMinor: 90_000n }],
    ['high', { payeeCheckCode: 'ANNM' }],
    ['high', { purpose: 'asked_by_bank_or_police' }],
  ] as const)('is %s for %o', (band, change) => {
    expect(riskOf({ ...usual, ...change })).toBe(band);
  });

  it('never falls as the amount rises', () => {
    const facts = fc.record({
      purpose: fc.constantFrom(...purposes),
      amountMinor: fc.bigInt(1n, 10n ** 6n),
      isNewPayee: fc.boolean(),
      largestMinor: fc.option(fc.bigInt(1n, 10n ** 6n)),
      availableMinor: fc.bigInt(0n, 10n ** 6n),
      payeeCheckCode: fc.constantFrom(null, 'MATC', 'MBAM', 'ANNM'),
    });
    fc.assert(
      fc.property(facts, fc.bigInt(0n, 10n ** 6n), (given, more) => {
        const larger = { ...given, amountMinor: given.amountMinor + more };
        expect(riskBands.indexOf(riskOf(larger))).toBeGreaterThanOrEqual(riskBands.indexOf(riskOf(given)));
      }),
    );
  });
});
