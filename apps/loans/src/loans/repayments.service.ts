import { Injectable } from '@nestjs/common';
import { payoffOn, withdrawableUntil, withdrawalFigure } from '@paymo/lending';
import { type AnnouncingTransaction, Outbox } from '@paymo/messaging';
import { PaymoError } from '@paymo/platform';
import { type Answer, answerOnce, type KeyedRequest } from '../idempotency.js';
import { dayOf } from '../request-time.js';
import { interestTerms, type LoanAccount, owedMinor } from './loan-account.js';
import type { RepaymentRequest } from './loan-request.js';
import { lockLoan, requestTransfer } from './loan-store.js';
import type { OrderView } from './order-view.js';
import { settlementFigure } from './settlement-figure.js';

/** When a request counts, and the trace that it belongs to. */
export interface Occasion {
  readonly at: Date;
  readonly traceparent: string | undefined;
}

/** Takes what customers pay beside what is collected: ahead of time, in part, or everything. */
@Injectable()
export class RepaymentsService {
  constructor(private readonly outbox: Outbox) {}

  /**
   * Asks the ledger for a payment of the customer's account.
   *
   * @throws PaymoError when the loan takes no such payment now, or it would be more than is owed
   */
  repay(loanId: string, request: RepaymentRequest, key: KeyedRequest, occasion: Occasion): Promise<Answer> {
    return answerOnce(this.outbox, key, 202, (transaction) => repay(transaction, loanId, request, occasion));
  }
}

async function repay(
  transaction: AnnouncingTransaction,
  loanId: string,
  request: RepaymentRequest,
  { at, traceparent }: Occasion,
): Promise<OrderView> {
  const on = dayOf(at);
  const loan = await lockLoan(transaction, loanId);
  const needed = request.kind === 'recovery' ? 'charged_off' : 'active';
  if (loan.status !== needed)
    throw new PaymoError('conflict.loan_status', `The loan is ${loan.status}, not ${needed}.`);
  const amountMinor = amountOf(loan, request, on);
  const { accountId, currency } = loan;
  const keep = request.kind === 'partial' ? request.keep : null;
  const order = { loanId, accountId, kind: request.kind, amountMinor, currency, on, keep };
  await requestTransfer(transaction, order, at, traceparent);
  return { kind: request.kind, amount: { value: Number(amountMinor), currency }, on, status: 'requested' };
}

function amountOf(loan: LoanAccount, request: RepaymentRequest, on: string): bigint {
  switch (request.kind) {
    case 'settlement':
      return settlementFigure(loan, on).figureMinor;
    case 'withdrawal':
      return withdrawal(loan, on);
    case 'partial':
      return below(BigInt(request.amount.value), settlementFigure(loan, on).figureMinor, 'settles the loan');
    case 'repayment':
      return below(BigInt(request.amount.value), total(loan) + 1n, 'is owed in all');
    case 'recovery':
      return below(BigInt(request.amount.value), total(loan) + 1n, 'is owed in all');
  }
}

function total({ dues }: LoanAccount): bigint {
  return dues.reduce((sum, { paymentMinor, paidMinor }) => sum + paymentMinor - paidMinor, 0n);
}

function below(amountMinor: bigint, limitMinor: bigint, meaning: string): bigint {
  if (amountMinor < limitMinor) return amountMinor;
  const detail = `${limitMinor} or more: less ${meaning}.`;
  throw new PaymoError('loan.amount_too_large', `The amount is ${detail}`);
}

/** What was paid already counts against it. */
function withdrawal(loan: LoanAccount, on: string): bigint {
  if (on > withdrawableUntil(loan.agreedOn)) {
    const detail = `A loan can be withdrawn from until ${withdrawableUntil(loan.agreedOn)}; settle it early instead.`;
    throw new PaymoError('loan.not_possible', detail);
  }
  const { interestMinor } = withdrawalFigure({ ...interestTerms(loan), principalMinor: owedMinor(loan) }, on);
  const { interestMinor: owedInterest } = payoffOn(loan.dues, interestTerms(loan), on);
  return owedMinor(loan) + (interestMinor < owedInterest ? interestMinor : owedInterest);
}
