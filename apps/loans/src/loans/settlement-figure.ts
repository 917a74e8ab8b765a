import {
  type CivilDate,
  effectiveApr,
  exactOf,
  type Flow,
  overdueMinor,
  payoffOn,
  settleEarly,
  yearsBetween,
} from '@paymo/lending';
import { interestTerms, type LoanAccount } from './loan-account.js';

export interface SettlementFigure {
  readonly on: CivilDate;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly figureMinor: bigint;
}

/**
 * What ends a loan on a day: its payoff, or the figure by the statute if that is less. The latter is computed on the
 * plan that was agreed; a plan that was changed since is settled at its payoff.
 */
export function settlementFigure(loan: LoanAccount, on: CivilDate): SettlementFigure {
  const { principalMinor, interestMinor } = payoffOn(loan.dues, interestTerms(loan), on);
  const payoffMinor = principalMinor + interestMinor;
  const statutoryMinor = loan.plan === 1 ? statutory(loan, on) : payoffMinor;
  const figureMinor = statutoryMinor < payoffMinor ? statutoryMinor : payoffMinor;
  return { on, principalMinor, interestMinor: figureMinor - principalMinor, figureMinor };
}

function statutory({ dues, principalMinor, drawnOn }: LoanAccount, on: CivilDate): bigint {
  const payments: Flow[] = dues.map(({ paymentMinor, dueOn }) => ({
    amountMinor: paymentMinor,
    years: yearsBetween(drawnOn, dueOn),
  }));
  const advances = [{ amountMinor: principalMinor, years: exactOf(0) }];
  const { figureMinor } = settleEarly({
    advances,
    payments,
    apr: effectiveApr(advances, payments),
    settlementYears: yearsBetween(drawnOn, on),
  });
  return figureMinor + overdueMinor(dues, on);
}
