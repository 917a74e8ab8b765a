import { addDays, allocate, dueDatesOf, payoffOn, settlePartly, unpaidMinor } from '@paymo/lending';
import { type Completion, interestTerms, type LoanAccount, withPlan } from './loan-account.js';
import type { LoanEnding } from './loan-statements.js';

/**
 * What becomes of a loan when money that it asked for has moved, or has not. Refused collections change nothing: they
 * are tried again; only a refused pay-out ends a loan before it began.
 */
export function applyCompletion(loan: LoanAccount, completion: Completion): LoanAccount {
  const { kind, status, movedMinor } = completion;
  if (status === 'refused')
    return kind === 'payout' ? { ...loan, status: 'cancelled', ending: 'payout_refused' } : loan;
  switch (kind) {
    case 'payout':
      return { ...started(loan, completion.days_under_way), status: 'active' };
    case 'due':
    case 'repayment':
      return paid(loan, movedMinor, 'repaid');
    case 'recovery':
      return paid(loan, movedMinor, 'recovered');
    case 'settlement':
      return settled(loan, completion, 'settled_early');
    case 'withdrawal':
      return settled(loan, completion, 'withdrawn');
    case 'partial':
      return settledPartly(loan, completion);
    case 'refund':
      return loan;
  }
}

/**
 * Money that came later than on the day of the agreement costs nothing before: the same instalments are due that much
 * later, since months of 30 days make them the same from any day on.
 */
function started(loan: LoanAccount, daysLate: number): LoanAccount {
  if (daysLate === 0) return loan;
  const drawnOn = addDays(loan.drawnOn, daysLate);
  const dueDates = dueDatesOf({
    drawnOn,
    instalments: loan.dues.length,
    period: { unit: 'month', count: 1 },
  });
  const dues = loan.dues.map((due, index) => ({ ...due, dueOn: dueDates[index] ?? due.dueOn }));
  return withPlan(loan, dues, drawnOn);
}

function paid(loan: LoanAccount, movedMinor: bigint, ending: LoanEnding): LoanAccount {
  const { dues } = allocate(loan.dues, movedMinor);
  const isOver = dues.every((due) => unpaidMinor(due) === 0n);
  return isOver ? { ...loan, dues, status: 'closed', ending } : { ...loan, dues };
}

/** The plan becomes one instalment, which was paid: what was owed of the principal, and the rest as interest. */
function settled(
  loan: LoanAccount,
  { business_date: on, movedMinor }: Completion,
  ending: LoanEnding,
): LoanAccount {
  const { principalMinor } = payoffOn(loan.dues, interestTerms(loan), on);
  const principalPaid = principalMinor < movedMinor ? principalMinor : movedMinor;
  const instalment = {
    number: 1,
    dueOn: on,
    paymentMinor: movedMinor,
    interestMinor: movedMinor - principalPaid,
    principalMinor: principalPaid,
    balanceMinor: 0n,
  };
  const replaced = withPlan(loan, [instalment], on);
  const dues = replaced.dues.map((due) => ({ ...due, paidMinor: due.paymentMinor }));
  return { ...replaced, dues, status: 'closed', ending };
}

function settledPartly(loan: LoanAccount, { business_date: on, movedMinor, keep }: Completion): LoanAccount {
  const change = { on, amountMinor: movedMinor, keep: keep ?? 'term' };
  return withPlan(loan, settlePartly(loan.dues, interestTerms(loan), change), on);
}
