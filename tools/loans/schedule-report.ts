import {
  buildSchedule,
  chargesOf,
  type CivilDate,
  type DayCount,
  dueDatesOf,
  type Exact,
  type Instalment,
  type LastInstalment,
  type Method,
  type Period,
  priceCapOf,
  type Rounding,
  type ScheduleTerms,
  sumOf,
} from '@paymo/lending';
import { type AprReport, aprReport, type Regime, unitOf } from './apr-report.js';
import type { CashFlows } from './cash-flows.js';
import { shown } from './loan-values.js';

export interface ScheduleOptions {
  readonly amount: bigint;
  readonly rate: Exact;
  readonly count?: number;
  readonly every: Period;
  readonly drawnOn: CivilDate;
  readonly firstOn?: CivilDate;
  readonly due?: readonly CivilDate[];
  readonly method: Method;
  readonly dayCount: DayCount;
  readonly rounding: Rounding;
  readonly last: LastInstalment;
  readonly fee?: bigint;
  readonly regime: Regime;
}

export interface ShownInstalment {
  readonly number: number;
  readonly dueOn: CivilDate;
  readonly payment: number;
  readonly interest: number;
  readonly principal: number;
  readonly balance: number;
}

export interface ScheduleReport {
  readonly instalments: readonly ShownInstalment[];
  readonly totalPayment: number;
  readonly totalInterest: number;
  readonly apr: AprReport;
  /** The most that interest and fees may be by the cap on prices, and whether they are within it. */
  readonly cap: { readonly chargesMax: number; readonly charges: number; readonly isWithin: boolean };
}

/** @throws Error that names the flag that is missing or wrong */
export function scheduleTermsOf(options: ScheduleOptions): ScheduleTerms {
  const { drawnOn, rate, amount, method, dayCount, rounding, last } = options;
  const dueDates = options.due === undefined ? regularDates(options) : [...options.due];
  const isAscending = dueDates.every((date, index) => date > (dueDates[index - 1] ?? drawnOn));
  if (!isAscending) throw new Error('--due and --first-on must ascend, after --drawn-on');
  if (method === 'single-payment' && dueDates.length !== 1)
    throw new Error('--method single-payment has one instalment: --count 1');
  return {
    principalMinor: amount,
    annualRate: rate,
    method,
    dayCount,
    drawnOn,
    dueDates,
    rounding,
    lastInstalment: last,
  };
}

function regularDates({ count, drawnOn, every, firstOn }: ScheduleOptions): CivilDate[] {
  if (count === undefined) throw new Error('--count or --due is missing');
  if (firstOn !== undefined && firstOn <= drawnOn) throw new Error('--first-on must be after --drawn-on');
  return dueDatesOf({ drawnOn, instalments: count, period: every, firstDueOn: firstOn });
}

/** A loan's plan, what it costs, and whether the cap on prices allows it. */
export function scheduleReport(options: ScheduleOptions): ScheduleReport {
  const terms = scheduleTermsOf(options);
  const schedule = buildSchedule(terms);
  const feeMinor = options.fee ?? 0n;
  const cap = priceCapOf(terms.principalMinor, terms.drawnOn, schedule);
  const chargesMinor = chargesOf(schedule, feeMinor);
  return {
    instalments: schedule.map(showInstalment),
    totalPayment: shown(sumOf(schedule.map(({ paymentMinor }) => paymentMinor))),
    totalInterest: shown(sumOf(schedule.map(({ interestMinor }) => interestMinor))),
    apr: aprReport(flowsOf(terms, schedule, feeMinor), options.regime, unitOf(options.every)),
    cap: {
      chargesMax: shown(cap.chargesMinorMax),
      charges: shown(chargesMinor),
      isWithin: chargesMinor <= cap.chargesMinorMax,
    },
  };
}

export function showInstalment(each: Instalment): ShownInstalment {
  return {
    number: each.number,
    dueOn: each.dueOn,
    payment: shown(each.paymentMinor),
    interest: shown(each.interestMinor),
    principal: shown(each.principalMinor),
    balance: shown(each.balanceMinor),
  };
}

export function flowsOf(terms: ScheduleTerms, schedule: readonly Instalment[], feeMinor: bigint): CashFlows {
  if (feeMinor >= terms.principalMinor) throw new Error('--fee must be less than --amount');
  return {
    advances: [{ amountMinor: terms.principalMinor - feeMinor, when: { kind: 'date', date: terms.drawnOn } }],
    payments: schedule.map(({ paymentMinor, dueOn }) => ({
      amountMinor: paymentMinor,
      when: { kind: 'date', date: dueOn },
    })),
  };
}
