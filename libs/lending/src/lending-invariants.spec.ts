import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  allocate,
  buildSchedule,
  chargesOf,
  dayCounts,
  dueDatesOf,
  exactOf,
  effectiveApr,
  lastInstalments,
  payoffOn,
  priceCapOf,
  principalOwed,
  roundings,
  type ScheduleTerms,
  sumOf,
  yearsBetween,
} from './index.js';

const dates = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2024-01-01', days));
/** Loans as they are made: 1.00 to 25,000.00, up to 60 instalments, 0 to 200 % a year. */
const loans: fc.Arbitrary<ScheduleTerms> = fc
  .record({
    principalMinor: fc.bigInt({ min: 100n, max: 2_500_000n }),
    annualRate: fc.integer({ min: 0, max: 20_000 }).map((points) => exactOf(points).div(10_000)),
    method: fc.constantFrom('annuity' as const, 'equal-principal' as const),
    dayCount: fc.constantFrom(...dayCounts),
    drawnOn: dates,
    rounding: fc.constantFrom(...roundings),
    lastInstalment: fc.constantFrom(...lastInstalments),
    instalments: fc.integer({ min: 1, max: 60 }),
    period: fc.constantFrom(
      { unit: 'month', count: 1 } as const,
      { unit: 'month', count: 3 } as const,
      { unit: 'day', count: 14 } as const,
    ),
  })
  .map(({ instalments, period, ...terms }) => ({
    ...terms,
    dueDates: dueDatesOf({ drawnOn: terms.drawnOn, instalments, period }),
  }));

/** A steep rate over years needs instalments that are all interest: rounding decides, and a refusal is right. */
function planOf(terms: ScheduleTerms) {
  try {
    return buildSchedule(terms);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

describe('any loan', () => {
  it('repays its principal exactly, with a balance that never rises or turns negative', () => {
    let refused = 0;
    fc.assert(
      fc.property(loans, (terms) => {
        const plan = planOf(terms);
        if (plan === undefined) refused += 1;
        if (plan === undefined) return;
        expect(sumOf(plan.map(({ principalMinor }) => principalMinor))).toBe(terms.principalMinor);
        let before = terms.principalMinor;
        for (const { balanceMinor, principalMinor, interestMinor, paymentMinor } of plan) {
          expect(balanceMinor >= 0n && balanceMinor <= before).toBe(true);
          expect(paymentMinor).toBe(principalMinor + interestMinor);
          before = balanceMinor;
        }
        expect(plan.at(-1)?.balanceMinor).toBe(0n);
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeLessThan(60);
  });

  it('that is paid as scheduled ends at zero, each payment on its own instalment', () => {
    fc.assert(
      fc.property(loans, (terms) => {
        const plan = planOf(terms);
        if (plan === undefined) return;
        let dues = plan.map((each) => ({ ...each, paidMinor: 0n }));
        for (const { paymentMinor, balanceMinor, dueOn } of plan) {
          const { dues: next, restMinor } = allocate(dues, paymentMinor);
          dues = [...next];
          expect(restMinor).toBe(0n);
          expect(principalOwed(dues)).toBe(balanceMinor);
          expect(payoffOn(dues, terms, dueOn)).toEqual({ principalMinor: balanceMinor, interestMinor: 0n });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('loses or makes no money however it is paid', () => {
    fc.assert(
      fc.property(
        loans,
        fc.array(fc.bigInt({ min: 0n, max: 500_000n }), { maxLength: 20 }),
        (terms, amounts) => {
          const plan = planOf(terms);
          if (plan === undefined) return;
          let dues = plan.map((each) => ({ ...each, paidMinor: 0n }));
          let restsMinor = 0n;
          for (const amountMinor of amounts) {
            const { dues: next, restMinor } = allocate(dues, amountMinor);
            dues = [...next];
            restsMinor += restMinor;
          }
          expect(sumOf(dues.map(({ paidMinor }) => paidMinor)) + restsMinor).toBe(sumOf(amounts));
          expect(dues.every(({ paidMinor, paymentMinor }) => paidMinor <= paymentMinor)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('has an effective APR that discounts its payments to what was drawn', () => {
    fc.assert(
      fc.property(loans, (terms) => {
        const plan = planOf(terms);
        if (plan === undefined) return;
        const payments = plan.map(({ paymentMinor, dueOn }) => ({
          amountMinor: paymentMinor,
          years: yearsBetween(terms.drawnOn, dueOn),
        }));
        const apr = effectiveApr([{ amountMinor: terms.principalMinor, years: exactOf(0) }], payments);
        const present = payments
          .map(({ amountMinor, years }) => exactOf(amountMinor).div(apr.plus(1).pow(years)))
          .reduce((sum, each) => sum.plus(each), exactOf(0));
        expect(present.minus(exactOf(terms.principalMinor)).abs().lt('1e-9')).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('under 0.8 % a day on its balance is within the cap, up to the rounding of its instalments', () => {
    const short = loans.filter(({ dueDates }) => dueDates.length <= 12);
    fc.assert(
      fc.property(short, (terms) => {
        const plan = planOf({ ...terms, rounding: 'down', dayCount: 'act/365' });
        if (plan === undefined) return;
        const cap = priceCapOf(terms.principalMinor, terms.drawnOn, plan);
        expect(chargesOf(plan, 0n) <= cap.chargesMinorMax || cap.chargesMinorMax === cap.totalMinorMax).toBe(
          true,
        );
        expect(cap.chargesMinorMax <= terms.principalMinor).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
