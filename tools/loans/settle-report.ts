import {
  addDays,
  allocate,
  buildSchedule,
  type CivilDate,
  type Due,
  type Exact,
  payoffOn,
  type PartialKeep,
  type ScheduleTerms,
  settleEarly,
  settlementDate,
  settlePartly,
  withdrawalFigure,
} from '@paymo/lending';
import { euApr, shownDecimals } from './apr-report.js';
import { type CashFlows, cashFlows, type CashOptions, startOf, toYears, yearsAfter } from './cash-flows.js';
import { shown, shownPercent } from './loan-values.js';
import {
  flowsOf,
  type ScheduleOptions,
  scheduleTermsOf,
  type ShownInstalment,
  showInstalment,
} from './schedule-report.js';

export interface SettleOptions
  extends CashOptions, Omit<ScheduleOptions, 'amount' | 'rate' | 'drawnOn' | 'count'> {
  readonly drawnOn: CivilDate;
  readonly amount: bigint;
  readonly rate?: Exact;
  readonly after?: number;
  readonly requestedOn?: CivilDate;
  readonly settleOn?: CivilDate;
  readonly noticeDays?: number;
  readonly defer: boolean;
  readonly partial?: bigint;
  readonly keep: PartialKeep;
}

export interface SettleReport {
  readonly settlementDate: CivilDate;
  readonly aprPercent: number;
  /** The statutory figure: what remains, less the rebate. */
  readonly figure: number;
  readonly rebate: number;
  readonly remaining: number;
  /** Principal and interest up to the day, of a loan that was given by its rate. */
  readonly payoff?: { readonly principal: number; readonly interest: number };
  /** What a withdrawal would cost on that day: principal and interest for each day. */
  readonly withdrawal?: { readonly principal: number; readonly interest: number };
  readonly newInstalments?: readonly ShownInstalment[];
}

/** What ends a loan early, on the assumption that everything due by then was paid. */
export function settleReport(options: SettleOptions): SettleReport {
  const { rate } = options;
  const loan = rate === undefined ? undefined : scheduledLoan(options, rate);
  const flows = loan?.flows ?? cashFlows(options);
  const last = flows.payments.at(-1)?.when;
  if (last?.kind !== 'date') throw new Error('give payments by --count, or by dates');
  const on = settlementDay(options, flows, last.date);
  const apr = euApr(flows);
  const start = startOf(flows.advances);
  const { figureMinor, rebateMinor, remainingMinor } = settleEarly({
    advances: toYears(flows.advances, start),
    payments: toYears(flows.payments, start),
    apr,
    settlementYears: yearsAfter(start, { kind: 'date', date: on }),
  });
  return {
    settlementDate: on,
    aprPercent: shownPercent(apr, shownDecimals),
    figure: shown(figureMinor),
    rebate: shown(rebateMinor),
    remaining: shown(remainingMinor),
    ...(loan === undefined ? withoutRate(options) : endings(loan, options, on)),
  };
}

function withoutRate({ partial }: SettleOptions): object {
  if (partial !== undefined) throw new Error('--partial needs --rate, for the new plan');
  return {};
}

interface ScheduledLoan {
  readonly terms: ScheduleTerms;
  readonly dues: readonly Due[];
  readonly flows: CashFlows;
}

function scheduledLoan(options: SettleOptions, rate: Exact): ScheduledLoan {
  if (options.instalment !== undefined) throw new Error('--rate and --instalment exclude each other');
  const terms = scheduleTermsOf({ ...options, rate });
  const schedule = buildSchedule(terms);
  const dues = schedule.map((each) => ({ ...each, paidMinor: 0n }));
  return { terms, dues, flows: flowsOf(terms, schedule, options.fee ?? 0n) };
}

function settlementDay(options: SettleOptions, { payments }: CashFlows, endsOn: CivilDate): CivilDate {
  const { after, requestedOn, settleOn, noticeDays, drawnOn } = options;
  const given = [after, requestedOn, settleOn].filter((each) => each !== undefined);
  if (given.length !== 1) throw new Error('give one of --after, --requested-on and --settle-on');
  if (requestedOn !== undefined) return settlementDate(requestedOn, { drawnOn, endsOn }, options.defer);
  const day = settleOn ?? dayOf(payments, after ?? 0);
  if (day < drawnOn) throw new Error('--settle-on must not be before --drawn-on');
  if (options.defer) return settlementDate(day, { drawnOn, endsOn }, true);
  return addDays(day, noticeDays ?? 0);
}

function dayOf(payments: CashFlows['payments'], number: number): CivilDate {
  const when = payments[number - 1]?.when;
  if (when?.kind !== 'date') throw new Error('--after must be the number of an instalment');
  return when.date;
}

function endings(
  loan: ScheduledLoan,
  { partial, keep }: SettleOptions,
  on: CivilDate,
): Partial<SettleReport> {
  const { terms } = loan;
  const dueMinor = loan.dues
    .filter(({ dueOn }) => dueOn <= on)
    .reduce((sum, due) => sum + due.paymentMinor, 0n);
  const { dues } = allocate(loan.dues, dueMinor);
  const payoff = payoffOn(dues, terms, on);
  const isWhole = partial !== undefined && partial >= payoff.principalMinor + payoff.interestMinor;
  if (isWhole) throw new Error('--partial would settle the whole loan');
  return {
    payoff: showPayoff(payoff),
    withdrawal: showPayoff(withdrawalFigure(terms, on)),
    ...(partial === undefined
      ? {}
      : {
          newInstalments: settlePartly(dues, terms, { on, amountMinor: partial, keep }).map(showInstalment),
        }),
  };
}

function showPayoff(payoff: { principalMinor: bigint; interestMinor: bigint }): {
  principal: number;
  interest: number;
} {
  return { principal: shown(payoff.principalMinor), interest: shown(payoff.interestMinor) };
}
