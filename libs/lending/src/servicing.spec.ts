import { describe, expect, it } from '@jest/globals';
import {
  addDays,
  addMonths,
  ageArrears,
  allocate,
  buildSchedule,
  compensationMinorMax,
  type Due,
  dueDatesOf,
  effectiveApr,
  exactOf,
  extraInterest,
  overdueMinor,
  payoffOn,
  principalOwed,
  replan,
  settleEarly,
  settlementDate,
  settlePartly,
  sumOf,
  withdrawableUntil,
  withdrawalFigure,
  withdrawalPayableUntil,
  yearsBetween,
} from './index.js';

const drawnOn = '2026-01-01';
const monthly = { unit: 'month', count: 1 } as const;
const terms = { annualRate: exactOf('0.12'), dayCount: '30/360', drawnOn, rounding: 'half-up' } as const;

/** 100.00 at 12 % over six months: 17.25 a month, 17.28 at the end. */
function loan(): Due[] {
  const dueDates = dueDatesOf({ drawnOn, instalments: 6, period: monthly });
  const given = {
    ...terms,
    principalMinor: 10_000n,
    method: 'annuity',
    lastInstalment: 'absorbs',
    dueDates,
  } as const;
  return buildSchedule(given).map((each) => ({ ...each, paidMinor: 0n }));
}

describe('statutory early settlement', () => {
  const advances = [{ amountMinor: 600_000n, years: exactOf(0) }];
  const payments = Array.from({ length: 48 }, (_, index) => ({
    amountMinor: 14_931n,
    years: exactOf(index + 1).div(12),
  }));
  const apr = effectiveApr(advances, payments);
  const agreement = { drawnOn, endsOn: addMonths(drawnOn, 48) };
  const settleOn = (date: string) =>
    settleEarly({ advances, payments, apr, settlementYears: yearsBetween(drawnOn, date) });
  const requestedOn = addMonths(drawnOn, 24);

  it('S1: right after instalment 24', () => {
    expect(settleOn(requestedOn)).toEqual({
      figureMinor: 326_827n,
      remainingMinor: 358_344n,
      rebateMinor: 31_517n,
    });
  });

  it('S2: 28 days later', () => {
    const date = settlementDate(requestedOn, agreement, false);
    expect(date).toBe('2028-01-29');
    expect(settleOn(date)).toMatchObject({ figureMinor: 329_083n, rebateMinor: 29_261n });
  });

  it('S3: deferred by a month, with instalment 25 paid on time', () => {
    const date = settlementDate(requestedOn, agreement, true);
    expect(settleOn(date)).toEqual({ figureMinor: 316_517n, remainingMinor: 343_413n, rebateMinor: 26_896n });
  });

  it('a year or less is not deferred', () => {
    const short = { drawnOn, endsOn: addMonths(drawnOn, 12) };
    expect(settlementDate('2026-03-01', short, true)).toBe('2026-03-29');
  });

  it('compensation begins above 8,000 and never passes the interest saved', () => {
    expect(compensationMinorMax(800_000n, 800_000n, 99_999n, false)).toBe(0n);
    expect(compensationMinorMax(900_000n, 900_000n, 99_999n, false)).toBe(9000n);
    expect(compensationMinorMax(900_000n, 900_000n, 99_999n, true)).toBe(4500n);
    expect(compensationMinorMax(900_000n, 900_000n, 100n, false)).toBe(100n);
  });
});

describe('withdrawal within 14 days', () => {
  it('costs the interest of the days used, and nothing else', () => {
    const given = {
      principalMinor: 100_000n,
      annualRate: exactOf('0.365'),
      dayCount: 'act/365',
      drawnOn,
    } as const;
    expect(withdrawalFigure(given, addDays(drawnOn, 10))).toEqual({
      principalMinor: 100_000n,
      interestMinor: 1000n,
    });
    expect(withdrawalFigure(given, drawnOn).interestMinor).toBe(0n);
  });

  it('has its two last days', () => {
    expect(withdrawableUntil('2026-01-20')).toBe('2026-02-03');
    expect(withdrawalPayableUntil('2026-02-03')).toBe('2026-03-05');
  });
});

describe('payments on instalments', () => {
  it('go to the oldest first, interest before principal', () => {
    const { dues, restMinor } = allocate(loan(), 2000n);
    expect(dues.map(({ paidMinor }) => paidMinor)).toEqual([1725n, 275n, 0n, 0n, 0n, 0n]);
    expect(restMinor).toBe(0n);
    expect(principalOwed(dues)).toBe(10_000n - 1625n - (275n - 84n));
  });

  it('say what was paid above the whole debt', () => {
    const { dues, restMinor } = allocate(loan(), 20_000n);
    expect(restMinor).toBe(20_000n - 10_353n);
    expect(principalOwed(dues)).toBe(0n);
  });

  it('settle a loan with the interest up to the day', () => {
    const paid = allocate(loan(), 1725n).dues;
    expect(payoffOn(paid, terms, '2026-02-01')).toEqual({ principalMinor: 8375n, interestMinor: 0n });
    expect(payoffOn(paid, terms, '2026-02-16')).toEqual({ principalMinor: 8375n, interestMinor: 41n });
    expect(payoffOn(loan(), terms, '2026-02-01')).toEqual({ principalMinor: 10_000n, interestMinor: 100n });
    expect(payoffOn(loan(), terms, drawnOn)).toEqual({ principalMinor: 10_000n, interestMinor: 0n });
  });
});

describe('arrears', () => {
  it.each([
    ['2026-02-01', 'current', 0],
    ['2026-02-02', '1-29', 1],
    ['2026-03-02', '1-29', 29],
    ['2026-03-03', '30-59', 30],
    ['2026-04-01', '30-59', 59],
    ['2026-04-02', '60-89', 60],
    ['2026-05-01', '60-89', 89],
    ['2026-05-02', '90+', 90],
  ])('on %s are %s: %d days past due', (on, bucket, daysPastDue) => {
    expect(ageArrears(loan(), on)).toMatchObject({ bucket, daysPastDue });
  });

  it('count from the oldest instalment that lacks anything', () => {
    const { dues } = allocate(loan(), 1725n + 1724n);
    expect(ageArrears(dues, '2026-03-11')).toEqual({ bucket: '1-29', daysPastDue: 10, overdueMinor: 1n });
    expect(overdueMinor(dues, '2026-04-01')).toBe(1n + 1725n);
  });
});

describe('new plans', () => {
  const paid = (): readonly Due[] => allocate(loan(), 1725n).dues;

  it('a partial settlement that keeps the end lowers the instalment', () => {
    const plan = settlePartly(paid(), terms, { on: '2026-02-01', amountMinor: 3000n, keep: 'term' });
    expect(plan.map(({ dueOn }) => dueOn)).toEqual(
      loan()
        .slice(1)
        .map(({ dueOn }) => dueOn),
    );
    expect(sumOf(plan.map(({ principalMinor }) => principalMinor))).toBe(5375n);
    expect(plan[0]?.paymentMinor).toBe(1107n);
  });

  it('one that keeps the instalment ends the loan earlier', () => {
    const plan = settlePartly(paid(), terms, { on: '2026-02-01', amountMinor: 3000n, keep: 'instalment' });
    expect(plan).toHaveLength(4);
    expect(plan.every(({ paymentMinor }) => paymentMinor <= 1725n)).toBe(true);
  });

  it('arrears taken into a new plan bear no interest of their own', () => {
    const payoff = payoffOn(loan(), terms, '2026-03-01');
    expect(payoff).toEqual({ principalMinor: 10_000n, interestMinor: 184n });
    const dueDates = dueDatesOf({ drawnOn: '2026-03-01', instalments: 4, period: monthly });
    const plan = replan(payoff, { ...terms, annualRate: exactOf(0), from: '2026-03-01', dueDates });
    expect(plan.map(({ paymentMinor }) => paymentMinor)).toEqual([2546n, 2546n, 2546n, 2546n]);
    expect(sumOf(plan.map(({ interestMinor }) => interestMinor))).toBe(184n);
  });

  it('say what they cost more', () => {
    const longer = buildSchedule({
      ...terms,
      principalMinor: 10_000n,
      method: 'annuity',
      lastInstalment: 'absorbs',
      dueDates: dueDatesOf({ drawnOn, instalments: 12, period: monthly }),
    });
    expect(extraInterest(loan(), longer)).toBe(
      sumOf(longer.map(({ interestMinor }) => interestMinor)) - 353n,
    );
    expect(extraInterest(longer, loan())).toBe(0n);
  });
});
