import { describe, expect, it } from '@jest/globals';
import {
  addMonths,
  buildSchedule,
  chargesOf,
  daysBetween,
  defaultChargeWithin,
  dueDatesOf,
  exactOf,
  priceCapOf,
  priceLoan,
  type ScheduleTerms,
  sumOf,
  yearFraction,
} from './index.js';

const monthly = { unit: 'month', count: 1 } as const;

function terms(
  principalMinor: bigint,
  rate: string,
  instalments: number,
  given: Partial<ScheduleTerms>,
): ScheduleTerms {
  const drawnOn = given.drawnOn ?? '2024-01-01';
  return {
    principalMinor,
    annualRate: exactOf(rate),
    method: 'annuity',
    dayCount: '30/360',
    drawnOn,
    dueDates: dueDatesOf({ drawnOn, instalments, period: monthly }),
    rounding: 'half-up',
    lastInstalment: 'absorbs',
    ...given,
  };
}

const money = (minor: bigint): number => Number(minor) / 100;
const payments = (given: ScheduleTerms): number[] =>
  buildSchedule(given).map(({ paymentMinor }) => money(paymentMinor));
const interests = (given: ScheduleTerms): number[] =>
  buildSchedule(given).map(({ interestMinor }) => money(interestMinor));
const interestSum = (given: ScheduleTerms): number =>
  money(sumOf(buildSchedule(given).map(({ interestMinor }) => interestMinor)));

describe('published schedules', () => {
  it('A1: 100 at 12 %, six months of 30/360', () => {
    const a1 = terms(10_000n, '0.12', 6, {});
    expect(payments(a1)).toEqual([17.25, 17.25, 17.25, 17.25, 17.25, 17.28]);
    expect(interests(a1)).toEqual([1, 0.84, 0.67, 0.51, 0.34, 0.17]);
    expect(interestSum(a1)).toBe(3.53);
  });

  it('A1 stays as it is with iteration: its last instalment is near enough', () => {
    expect(payments(terms(10_000n, '0.12', 6, { lastInstalment: 'iterated' }))).toEqual(
      payments(terms(10_000n, '0.12', 6, {})),
    );
  });

  it('A3: 10,000 at 12 %, actual days through the turn of a leap year', () => {
    const a3 = terms(1_000_000n, '0.12', 6, { drawnOn: '2023-12-12', dayCount: 'act/act' });
    expect(payments(a3)).toEqual([1725.56, 1725.56, 1725.56, 1725.56, 1725.56, 1725.59]);
    expect(interests(a3)).toEqual([101.81, 85.14, 64.05, 51.58, 33.45, 17.36]);
    expect(interestSum(a3)).toBe(353.39);
  });

  it('A5: the last absorbs the rounding, or the instalment is iterated', () => {
    const a5 = terms(33_177n, '0.1065', 5, { drawnOn: '2023-12-01', dayCount: 'act/act' });
    expect(payments(a5)).toEqual([68.13, 68.13, 68.13, 68.13, 68.16]);
    const iterated = { ...a5, lastInstalment: 'iterated' } as const;
    expect(payments(iterated)).toEqual([68.14, 68.14, 68.14, 68.14, 68.12]);
    expect(interests(iterated)).toEqual([3, 2.41, 1.7, 1.21, 0.59]);
    expect(interestSum(iterated)).toBe(8.91);
  });
});

describe('other plans', () => {
  it('equal principal: the instalment falls with the interest', () => {
    const plan = buildSchedule(terms(100_000n, '0.12', 3, { method: 'equal-principal' }));
    expect(plan.map(({ principalMinor }) => principalMinor)).toEqual([33_333n, 33_333n, 33_334n]);
    expect(plan.map(({ interestMinor }) => interestMinor)).toEqual([1000n, 667n, 333n]);
  });

  it('a single payment: principal and all its interest at the end', () => {
    const plan = buildSchedule(
      terms(30_000n, '2.92', 1, { method: 'single-payment', dayCount: 'act/365', dueDates: ['2024-01-31'] }),
    );
    expect(plan).toMatchObject([{ paymentMinor: 37_200n, interestMinor: 7200n, balanceMinor: 0n }]);
  });

  it('without interest: equal parts', () => {
    expect(payments(terms(10_000n, '0', 3, {}))).toEqual([33.33, 33.33, 33.34]);
  });

  it('never asks for more than is owed, however small the loan', () => {
    expect(payments(terms(7n, '0', 12, {}))).toEqual([
      0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0, 0, 0, 0, 0,
    ]);
  });

  it('refuses an instalment that would not cover its interest', () => {
    const late = { dueDates: ['2034-01-01', '2034-02-01', '2034-03-01', '2034-04-01'] };
    expect(() => buildSchedule(terms(100_000n, '0.99', 4, late))).toThrow(
      'instalment 1 does not cover the interest',
    );
  });

  it('bills the 31st at the end of shorter months, and the 31st again after them', () => {
    const plan = { drawnOn: '2026-01-31', instalments: 3, period: monthly };
    expect(dueDatesOf(plan)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
    expect(dueDatesOf({ ...plan, firstDueOn: '2026-03-15' })).toEqual([
      '2026-03-15',
      '2026-04-15',
      '2026-05-15',
    ]);
    expect(dueDatesOf({ ...plan, period: { unit: 'day', count: 14 } }).at(-1)).toBe('2026-03-14');
  });
});

describe('day counts', () => {
  it.each([
    ['2026-01-31', '2026-02-28', '30/360', '0.083333'],
    ['2026-02-28', '2026-03-31', '30/360', '0.083333'],
    ['2026-01-10', '2026-01-31', '30/360', '0.055556'],
    ['2026-01-01', '2027-01-01', 'act/365', '1.000000'],
    ['2028-01-01', '2029-01-01', 'act/365', '1.002740'],
    ['2027-12-31', '2028-12-31', 'act/act', '1.000000'],
    ['2023-12-12', '2024-01-12', 'act/act', '0.084842'],
  ] as const)('from %s to %s by %s is %s', (from, to, dayCount, years) => {
    expect(yearFraction(from, to, dayCount).toFixed(6)).toBe(years);
  });

  it('days add up across months and leap years', () => {
    expect(daysBetween('2024-01-01', addMonths('2024-01-01', 24))).toBe(731);
  });
});

describe('the cap on prices', () => {
  const single = (principalMinor: bigint, days: number, paymentMinor: bigint) => [
    {
      number: 1,
      dueOn: new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10),
      paymentMinor,
      interestMinor: paymentMinor - principalMinor,
      principalMinor,
      balanceMinor: 0n,
    },
  ];

  it('300 for 30 days may cost 72.00', () => {
    const schedule = single(30_000n, 30, 37_200n);
    const cap = priceCapOf(30_000n, '2026-01-01', schedule);
    expect(cap.chargesMinorMax).toBe(7200n);
    expect(chargesOf(schedule, 0n)).toBe(7200n);
    expect(chargesOf(schedule, 1n) > cap.chargesMinorMax).toBe(true);
  });

  it('whatever the term, a loan never costs more than was borrowed', () => {
    expect(priceCapOf(10_000n, '2026-01-01', single(10_000n, 300, 20_000n)).chargesMinorMax).toBe(10_000n);
  });

  it('counts the falling balance of instalments', () => {
    const schedule = buildSchedule(terms(10_000n, '0.12', 2, { drawnOn: '2026-01-01' }));
    const balance = schedule[0]?.balanceMinor ?? 0n;
    const minorDays = 10_000n * 31n + balance * 28n;
    expect(priceCapOf(10_000n, '2026-01-01', schedule).chargesMinorMax).toBe((minorDays * 8n) / 1000n);
  });

  it('no loan is priced above it: 0.8 % a day passes, a hair more does not', () => {
    const thirtyDays = { method: 'single-payment', dayCount: 'act/365', dueDates: ['2024-01-31'] } as const;
    const { chargesMinor, apr } = priceLoan(terms(30_000n, '2.92', 1, thirtyDays));
    expect(chargesMinor).toBe(7200n);
    expect(apr.times(100).toFixed(1)).toBe('1269.7');
    expect(() => priceLoan(terms(30_000n, '2.9203', 1, thirtyDays))).toThrow('at most 7200 is allowed');
  });

  it('charges for defaults stop at 15 pounds, and at the whole cap', () => {
    const cap = { chargesMinorMax: 5000n, totalMinorMax: 10_000n };
    expect(defaultChargeWithin(1200n, cap, 3000n, 0n)).toBe(1200n);
    expect(defaultChargeWithin(1200n, cap, 4200n, 1200n)).toBe(300n);
    expect(defaultChargeWithin(1200n, cap, 9900n, 0n)).toBe(100n);
    expect(defaultChargeWithin(1200n, cap, 10_000n, 0n)).toBe(0n);
  });
});
