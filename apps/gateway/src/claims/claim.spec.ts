import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { claimDueAt, claimDueWhileStopped, daysStopped, reimbursementMinor } from './claim.js';

const days = { usual: 5, latest: 35, division: 'england-and-wales' } as const;
const at = (text: string): Date => new Date(`${text}:00Z`);

describe('the clock of a claim', () => {
  it.each([
    ['on a Monday', '2026-11-02T10:00', 0, '2026-11-10T00:00'],
    ['on a Friday', '2026-11-06T10:00', 0, '2026-11-14T00:00'],
    ['on a Saturday, which counts as Monday', '2026-11-07T10:00', 0, '2026-11-17T00:00'],
    ['over Christmas, Boxing Day (observed) and New Year', '2026-12-23T10:00', 0, '2027-01-05T00:00'],
    ['with three days on which it stood still', '2026-11-02T10:00', 3, '2026-11-13T00:00'],
    ['in summer, whose midnight is an hour earlier', '2026-06-01T10:00', 0, '2026-06-08T23:00'],
  ])('runs out at the end of the fifth business day: %s', (_what, opened, stopped, due) => {
    expect(claimDueAt(at(opened), stopped, days)).toEqual(at(due));
  });

  it('stands still on the business days between its stop and its start', () => {
    expect(daysStopped(at('2026-11-05T10:00'), at('2026-11-05T18:00'), days)).toBe(0);
    expect(daysStopped(at('2026-11-06T10:00'), at('2026-11-09T08:00'), days)).toBe(1);
    expect(daysStopped(at('2026-11-06T10:00'), at('2026-11-08T08:00'), days)).toBe(0);
  });

  it('never passes the latest day, however long it stood still, and is never shortened by it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: at('2026-01-01T00:00'), max: at('2030-01-01T00:00'), noInvalidDate: true }),
        fc.nat(200),
        (opened, stopped) => {
          const due = claimDueAt(opened, stopped, days);
          expect(due.getTime()).toBeLessThanOrEqual(claimDueWhileStopped(opened, days).getTime());
          expect(due.getTime()).toBeGreaterThanOrEqual(claimDueAt(opened, 0, days).getTime());
        },
      ),
    );
  });
});

describe('a reimbursement', () => {
  it.each([
    ['the whole', 20_000n, 0n, 0n, 20_000n],
    ['the whole less the excess', 20_000n, 0n, 10_000n, 10_000n],
    ['nothing of a payment that is no more than the excess', 10_000n, 0n, 10_000n, 0n],
    ['one penny of one that is a penny more', 10_001n, 0n, 10_000n, 1n],
    ['what refunds have left', 20_000n, 15_000n, 0n, 5_000n],
    ['the cap', 9_000_000n, 0n, 0n, 8_500_000n],
    ['the cap, which the excess does not lower', 9_000_000n, 0n, 10_000n, 8_500_000n],
  ])('is %s', (_what, paidMinor, returnedMinor, excessMinor, expected) => {
    expect(reimbursementMinor({ paidMinor, returnedMinor, excessMinor, capMinor: 8_500_000n })).toBe(
      expected,
    );
  });

  it('with what came back never passes what was paid, nor the cap', () => {
    const minor = fc.bigInt({ min: 0n, max: 20_000_000n });
    fc.assert(
      fc.property(minor, minor, minor, minor, (paidMinor, returned, excessMinor, capMinor) => {
        const returnedMinor = returned < paidMinor ? returned : paidMinor;
        const paid = reimbursementMinor({ paidMinor, returnedMinor, excessMinor, capMinor });
        expect(paid >= 0n && paid <= capMinor && paid + returnedMinor <= paidMinor).toBe(true);
      }),
    );
  });
});
