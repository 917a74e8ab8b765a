import { describe, expect, it } from '@jest/globals';
import {
  actuarialApr,
  addDays,
  addMonths,
  effectiveApr,
  exactOf,
  type Flow,
  type UnitFlow,
  unitPeriodsBetween,
  unitPeriodsPerYear,
  yearsBetween,
} from './index.js';

const month = { unit: 'month', count: 1 } as const;
const advance = (minor: bigint): UnitFlow[] => [{ amountMinor: minor, periods: 0, fraction: exactOf(0) }];
const level = (
  count: number,
  amountMinor: bigint,
  first: number,
  fraction: string | number = 0,
): UnitFlow[] =>
  Array.from({ length: count }, (_, index) => ({
    amountMinor,
    periods: first + index,
    fraction: exactOf(fraction),
  }));
const at = (amountMinor: bigint, years: number | string): Flow => ({ amountMinor, years: exactOf(years) });
const monthly = (count: number, amountMinor: bigint): Flow[] =>
  Array.from({ length: count }, (_, index) => ({ amountMinor, years: exactOf(index + 1).div(12) }));
const percent = (
  rate: { times: (by: number) => { toFixed: (digits: number) => string } },
  digits = 5,
): string => rate.times(100).toFixed(digits);

describe('the actuarial APR of the United States', () => {
  it('V1: monthly, regular first period', () => {
    expect(percent(actuarialApr(advance(500_000n), level(24, 23_000n, 1), exactOf(12)))).toBe('9.68571');
  });

  it('V2: monthly, long first period, counted from its dates', () => {
    const payments = Array.from({ length: 36 }, (_, index) => ({
      amountMinor: 20_000n,
      ...unitPeriodsBetween('1978-02-10', addMonths('1978-04-01', index), month),
    }));
    expect(payments[0]).toMatchObject({ periods: 1 });
    expect(payments[0]?.fraction.toFixed(6)).toBe('0.633333');
    expect(percent(actuarialApr(advance(600_000n), payments, exactOf(12)))).toBe('11.81651');
  });

  it('V4: quarterly, long first period', () => {
    const payments = level(40, 38_500n, 1, '0.4333333333333333333333333333333333');
    expect(percent(actuarialApr(advance(1_000_000n), payments, exactOf(4)))).toBe('8.97077');
  });

  it('is zero where nothing is charged, and negative where less is paid back', () => {
    expect(actuarialApr(advance(1200n), level(12, 100n, 1), exactOf(12)).toNumber()).toBeCloseTo(0, 15);
    expect(actuarialApr(advance(1200n), level(12, 99n, 1), exactOf(12)).isNegative()).toBe(true);
  });

  it('counts unit periods of months, weeks, days and years', () => {
    const of = (from: string, to: string, unit: 'month' | 'day', count: number): string => {
      const { periods, fraction } = unitPeriodsBetween(from, to, { unit, count });
      return `${periods} + ${fraction.toFixed(4)}`;
    };
    expect(of('2026-01-10', '2026-03-01', 'month', 1)).toBe('1 + 0.7333');
    expect(of('2026-01-01', '2026-05-11', 'month', 3)).toBe('1 + 0.4444');
    expect(of('2026-01-01', '2026-01-20', 'day', 7)).toBe('2 + 0.7143');
    expect(of('2025-01-01', '2026-07-11', 'month', 12)).toBe('1 + 0.5274');
    expect(unitPeriodsPerYear({ unit: 'day', count: 7 }).toNumber()).toBe(52);
    expect(unitPeriodsPerYear({ unit: 'day', count: 30 }).toFixed(4)).toBe('12.1667');
  });
});

describe('the effective APR of the European Union and the United Kingdom', () => {
  it('V6: 48 monthly payments', () => {
    expect(percent(effectiveApr([at(600_000n, 0)], monthly(48, 14_931n)), 6)).toBe('9.380593');
  });

  it('V6 from its dates is the same: whole months count a twelfth', () => {
    const payments = Array.from({ length: 48 }, (_, index) => ({
      amountMinor: 14_931n,
      years: yearsBetween('2026-01-01', addMonths('2026-01-01', index + 1)),
    }));
    expect(percent(effectiveApr([at(600_000n, 0)], payments), 6)).toBe('9.380593');
  });

  it('V8: one repayment after a year and a half', () => {
    expect(percent(effectiveApr([at(100_000n, 0)], [at(120_000n, '1.5')]))).toBe('12.92432');
  });

  it('V9: a fee taken off the advance', () => {
    expect(percent(effectiveApr([at(95_000n, 0)], [at(120_000n, '1.5')]))).toBe('16.85261');
  });

  it('V11: unequal payments', () => {
    const payments = [at(27_200n, '0.25'), at(27_200n, '0.5'), at(54_400n, 1)];
    expect(percent(effectiveApr([at(100_000n, 0)], payments))).toBe('13.18550');
  });

  it('100 lent, 124 back after 30 days is 1269.7 %', () => {
    const years = yearsBetween('2026-03-01', addDays('2026-03-01', 30));
    expect(percent(effectiveApr([at(10_000n, 0)], [{ amountMinor: 12_400n, years }]), 1)).toBe('1269.7');
  });

  it('takes several drawdowns', () => {
    const apr = effectiveApr([at(50_000n, 0), at(50_000n, '0.5')], [at(55_000n, 1), at(52_500n, '1.5')]);
    const growth = apr.plus(1);
    const owed = growth
      .times(50_000)
      .plus(growth.pow('0.5').times(50_000))
      .minus(55_000)
      .times(growth.pow('0.5'));
    expect(owed.minus(52_500).abs().lt('1e-12')).toBe(true);
  });

  it('finds a doubling overnight, nothing charged, and less paid back', () => {
    const overnight = effectiveApr([at(100n, 0)], [{ amountMinor: 200n, years: exactOf(1).div(365) }]);
    expect(overnight.plus(1).toPrecision(6)).toBe('7.51534e+109');
    expect(
      effectiveApr([at(100n, 0)], [at(100n, 1)])
        .abs()
        .lt('1e-20'),
    ).toBe(true);
    expect(percent(effectiveApr([at(100n, 0)], [at(90n, 1)]), 3)).toBe('-10.000');
  });

  it('refuses what has no rate', () => {
    expect(() => effectiveApr([at(100n, 0)], [])).toThrow(RangeError);
    expect(() =>
      effectiveApr(
        [at(100n, 0)],
        [at(100n, 0)].map((flow) => ({ ...flow, amountMinor: 200n })),
      ),
    ).toThrow(RangeError);
  });

  it('counts days before whole months over the year that ends with them', () => {
    expect(yearsBetween('2026-01-01', '2026-02-01').times(12).toFixed(20)).toBe('1.00000000000000000000');
    expect(yearsBetween('2027-12-15', '2028-03-01').minus(exactOf(2).div(12)).times(365).toFixed(6)).toBe(
      '17.000000',
    );
    expect(yearsBetween('2028-02-20', '2028-03-01').times(366).toFixed(6)).toBe('10.000000');
  });
});
