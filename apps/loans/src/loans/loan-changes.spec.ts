import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, buildSchedule, exactOf, sumOf } from '@paymo/lending';
import { productTerms } from '../decisions/product-terms.js';
import { applyCompletion } from './apply-completion.js';
import { arrange } from './arrange.js';
import { type Completion, type LoanAccount, owedMinor } from './loan-account.js';
import type { TransferKind } from './loan-statements.js';
import { settlementFigure } from './settlement-figure.js';

const drawnOn = '2026-06-15';

function loanOf(principalMinor: bigint, months: number, rate: string): LoanAccount {
  const schedule = buildSchedule(productTerms(principalMinor, months, exactOf(rate), drawnOn));
  return {
    id: 'a',
    accountId: 'b',
    status: 'active',
    ending: null,
    currency: 'GBP',
    principalMinor,
    annualRate: exactOf(rate),
    agreedOn: drawnOn,
    drawnOn,
    plan: 1,
    planFrom: drawnOn,
    dues: schedule.map((each) => ({ ...each, paidMinor: 0n })),
    storedDues: null,
    collectionsPausedUntil: null,
  };
}

function moved(kind: TransferKind, movedMinor: bigint, on = drawnOn): Completion {
  return {
    kind,
    status: 'applied',
    movedMinor,
    refusal: null,
    business_date: on,
    keep: 'term',
    days_under_way: 0,
  };
}

const loans = fc
  .record({
    principalMinor: fc.bigInt({ min: 5000n, max: 200_000n }),
    months: fc.integer({ min: 3, max: 24 }),
    rate: fc.constantFrom('0.149', '0.249', '0.399'),
  })
  .map(({ principalMinor, months, rate }) => loanOf(principalMinor, months, rate));

describe('a loan in memory', () => {
  it('ends as repaid with the last instalment, and not before', () => {
    let loan = loanOf(60_000n, 6, '0.149');
    const payments = loan.dues.map(({ paymentMinor }) => paymentMinor);
    for (const [index, payment] of payments.entries()) {
      expect(loan.status).toBe('active');
      loan = applyCompletion(loan, moved('due', payment, loan.dues[index]?.dueOn));
    }
    expect(loan).toMatchObject({ status: 'closed', ending: 'repaid' });
    expect(owedMinor(loan)).toBe(0n);
  });

  it('that is paid out days after it was signed has the same instalments, those days later', () => {
    const loan: LoanAccount = { ...loanOf(60_000n, 6, '0.149'), status: 'paying_out' };
    const onTime = applyCompletion(loan, moved('payout', 60_000n));
    const late = applyCompletion(loan, { ...moved('payout', 60_000n), days_under_way: 4 });
    expect(onTime).toMatchObject({ status: 'active', plan: 1, dues: loan.dues });
    expect(late).toMatchObject({ status: 'active', plan: 2, planFrom: '2026-06-19', storedDues: null });
    expect(late.dues.map(({ paymentMinor }) => paymentMinor)).toEqual(
      loan.dues.map(({ paymentMinor }) => paymentMinor),
    );
    expect([late.dues[0]?.dueOn, late.dues[5]?.dueOn]).toEqual(['2026-07-19', '2026-12-19']);
  });

  it('is as before when a collection was refused, and cancelled when its pay-out was', () => {
    const loan = loanOf(60_000n, 6, '0.149');
    const refused = { ...moved('due', 0n), status: 'refused' } as const;
    expect(applyCompletion(loan, refused)).toBe(loan);
    const cancelled = applyCompletion({ ...loan, status: 'paying_out' }, { ...refused, kind: 'payout' });
    expect(cancelled).toMatchObject({ status: 'cancelled', ending: 'payout_refused' });
    expect(owedMinor(cancelled)).toBe(0n);
  });

  it('settles at a figure between what is owed and what the plan would still ask for', () => {
    fc.assert(
      fc.property(loans, fc.integer({ min: 0, max: 700 }), (loan, days) => {
        const figure = settlementFigure(loan, addDays(drawnOn, days));
        const unpaid = sumOf(loan.dues.map(({ paymentMinor }) => paymentMinor));
        // The statute discounts at the APR, and rounds where the plan does: a few pence below the principal at most.
        expect(figure.figureMinor >= loan.principalMinor - BigInt(loan.dues.length)).toBe(true);
        expect(figure.figureMinor <= unpaid).toBe(true);
        const settled = applyCompletion(loan, moved('settlement', figure.figureMinor, figure.on));
        expect(settled).toMatchObject({ status: 'closed', ending: 'settled_early' });
        expect(owedMinor(settled)).toBe(0n);
      }),
      { numRuns: 60 },
    );
  });

  it('owes less by what a partial settlement paid of the principal', () => {
    fc.assert(
      fc.property(loans, fc.integer({ min: 1, max: 80 }), (loan, days) => {
        const on = addDays(drawnOn, days);
        const { figureMinor, principalMinor, interestMinor } = settlementFigure(loan, on);
        const half = figureMinor / 2n;
        fc.pre(half > interestMinor);
        const after = applyCompletion(loan, moved('partial', half, on));
        const owed = owedMinor(after);
        expect(owed <= principalMinor).toBe(true);
        expect(owed + half >= principalMinor).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('costs nothing more by an interest freeze or breathing space, and more by a holiday', () => {
    fc.assert(
      fc.property(loans, (loan) => {
        const on = addDays(drawnOn, 20);
        expect(arrange(loan, { kind: 'interest_freeze', months: 1 }, on).extraMinor).toBe(0n);
        expect(arrange(loan, { kind: 'breathing_space', months: 1 }, on).extraMinor).toBe(0n);
        const { loan: later, extraMinor } = arrange(loan, { kind: 'payment_holiday', months: 3 }, on);
        expect(extraMinor > 0n).toBe(true);
        expect(owedMinor(later)).toBe(loan.principalMinor);
      }),
      { numRuns: 60 },
    );
  });

  it('asks for less each month in a reduced plan', () => {
    const loan = loanOf(60_000n, 6, '0.149');
    const { loan: reduced } = arrange(loan, { kind: 'reduced_plan', months: 6 }, drawnOn);
    expect(reduced.dues).toHaveLength(12);
    const [before, after] = [loan.dues[0]?.paymentMinor ?? 0n, reduced.dues[0]?.paymentMinor ?? 0n];
    expect(after < before).toBe(true);
  });
});
