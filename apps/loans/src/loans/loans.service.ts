import assert from 'node:assert/strict';
import { Injectable } from '@nestjs/common';
import { type AnnouncingTransaction, Outbox } from '@paymo/messaging';
import { Database, PaymoError } from '@paymo/platform';
import { type Answer, answerOnce, type KeyedRequest } from '../idempotency.js';
import { dayOf } from '../request-time.js';
import { acceptOffer } from './accept-offer.js';
import { agreementPdf, sha256 } from './agreement-pdf.js';
import { arrange } from './arrange.js';
import { type LoanAccount, toLoanAccount } from './loan-account.js';
import type { AcceptanceRequest, ArrangementRequest, RefundRequest, StaffRequest } from './loan-request.js';
import * as sql from './loan-statements.js';
import {
  groupByLoan,
  lockLoan,
  requestTransfer,
  storeHistory,
  storeLoans,
  unknownLoan,
} from './loan-store.js';
import { type LoanView, type StatementView, viewLoan, viewStatement } from './loan-view.js';
import type { ComplaintView, OrderView } from './order-view.js';
import type { Occasion } from './repayments.service.js';
import { settlementFigure, type SettlementFigure } from './settlement-figure.js';

/** Days past due from which a loan may be written off. */
const chargeOffDaysMin = 90;

/** Makes loans of offers, shows them, and changes them. */
@Injectable()
export class LoansService {
  constructor(
    private readonly outbox: Outbox,
    private readonly database: Database,
  ) {}

  /** @throws PaymoError when the offer cannot be accepted */
  accept(
    offerId: string,
    { agreementHash }: AcceptanceRequest,
    key: KeyedRequest,
    { at, traceparent }: Occasion,
  ): Promise<Answer> {
    return answerOnce(this.outbox, key, 201, async (transaction) => {
      const id = await acceptOffer(transaction, { offerId, agreementHash, at, traceparent });
      transaction.write(sql.keepPdfHash, [id, sha256(await agreementOf(transaction, id))]);
      return view(transaction, id);
    });
  }

  one(id: string): Promise<LoanView> {
    return view(this.database, id);
  }

  /** The agreement as PDF, made anew; its hash was kept when it was signed, and must be the same. */
  async agreement(id: string): Promise<Buffer> {
    const [pdf, { agreementPdfHash }] = await Promise.all([agreementOf(this.database, id), this.one(id)]);
    assert.equal(sha256(pdf), agreementPdfHash, 'the agreement is the one that was signed');
    return pdf;
  }

  /** Loans of an account, the newest first; `before` is the id of the last one already seen. */
  async list(accountId: string, limit: number, before: string | null): Promise<LoanView[]> {
    const rows = await this.database.query<sql.LoanRow>(sql.readLoansOfAccount, [accountId, before, limit]);
    const ids = rows.map(({ id }) => id);
    const instalments = await this.database.query<sql.InstalmentRow>(sql.readInstalments, [ids]);
    const byLoan = groupByLoan(instalments);
    return rows.map((row) => viewLoan(row, byLoan.get(row.id) ?? []));
  }

  /** Every movement of money, and everything that happened. */
  async statement(id: string): Promise<StatementView> {
    const [loan, transfers, history] = await Promise.all([
      this.one(id),
      this.database.query<sql.TransferRow>(sql.readTransfers, [id]),
      this.database.query<sql.HistoryRow>(sql.readHistory, [id]),
    ]);
    return viewStatement(loan, transfers, history);
  }

  /** @throws PaymoError when the loan does not run */
  async settlement(id: string, at: Date): Promise<SettlementFigure> {
    const [[row], instalments] = await Promise.all([
      this.database.query<sql.LoanRow>(sql.readLoans, [[id]]),
      this.database.query<sql.InstalmentRow>(sql.readInstalments, [[id]]),
    ]);
    if (row === undefined) throw unknownLoan(id);
    const loan = toLoanAccount(row, instalments);
    requireStatus(loan, 'active');
    return settlementFigure(loan, dayOf(at));
  }

  /**
   * Changes the plan of a loan for a customer in difficulty.
   *
   * @throws PaymoError `loan.consent_missing`, naming what it costs more, unless the customer agreed
   */
  arrange(id: string, request: ArrangementRequest, key: KeyedRequest, { at }: Occasion): Promise<Answer> {
    return answerOnce(this.outbox, key, 201, async (transaction) => {
      const loan = await lockLoan(transaction, id);
      requireStatus(loan, 'active');
      const arranged = arrangeOrRefuse(loan, request, dayOf(at));
      const { kind, months, actor } = request;
      const details = { months, extraMinor: Number(arranged.extraMinor) };
      storeLoans(transaction, [arranged.loan], at);
      storeHistory(transaction, [{ loan: arranged.loan, event: kind, actor, details }], at);
      return view(transaction, id);
    });
  }

  /** @throws PaymoError unless the loan is 90 days past due */
  chargeOff(id: string, { actor, note }: StaffRequest, key: KeyedRequest, { at }: Occasion): Promise<Answer> {
    return answerOnce(this.outbox, key, 201, async (transaction) => {
      const loan = await lockLoan(transaction, id);
      requireStatus(loan, 'active');
      const oldest = loan.dues.find((due) => due.paidMinor < due.paymentMinor)?.dueOn ?? dayOf(at);
      const daysPastDue = (at.getTime() - Date.parse(oldest)) / 86_400_000;
      if (daysPastDue < chargeOffDaysMin) {
        const detail = `A loan is charged off from ${chargeOffDaysMin} days past due on.`;
        throw new PaymoError('loan.not_possible', detail);
      }
      const chargedOff = { ...loan, status: 'charged_off' } as const;
      storeLoans(transaction, [chargedOff], at);
      storeHistory(transaction, [{ loan: chargedOff, event: 'charged_off', actor, details: { note } }], at);
      return view(transaction, id);
    });
  }

  /** Keeps a customer's complaint with the loan. */
  complain(id: string, { actor, note }: StaffRequest, key: KeyedRequest, { at }: Occasion): Promise<Answer> {
    return answerOnce(this.outbox, key, 201, async (transaction) => {
      const loan = await lockLoan(transaction, id);
      storeHistory(transaction, [{ loan, event: 'complaint', actor, details: { note } }], at);
      return { event: 'complaint', at: at.toISOString() } satisfies ComplaintView;
    });
  }

  /** Keeps whether a loan's customer is vulnerable; it counts for all their loans. */
  flag(id: string, isVulnerable: boolean, key: KeyedRequest): Promise<Answer> {
    return answerOnce(this.outbox, key, 201, async (transaction) => {
      const { accountId } = await lockLoan(transaction, id);
      await transaction.query(sql.setVulnerable, [accountId, isVulnerable]);
      return view(transaction, id);
    });
  }

  /** Pays money back to the customer, as after a complaint. */
  refund(id: string, request: RefundRequest, key: KeyedRequest, occasion: Occasion): Promise<Answer> {
    return answerOnce(this.outbox, key, 202, (transaction) => refund(transaction, id, request, occasion));
  }
}

async function refund(
  transaction: AnnouncingTransaction,
  loanId: string,
  { actor, note, amount }: RefundRequest,
  { at, traceparent }: Occasion,
): Promise<OrderView> {
  const loan = await lockLoan(transaction, loanId);
  const transfers = await transaction.query<sql.TransferRow>(sql.readTransfers, [loanId]);
  const amountMinor = BigInt(amount.value);
  const paidMinor = transfers
    .filter(({ kind }) => kind !== 'payout')
    .reduce(
      (sum, { kind, moved_minor }) => sum + (kind === 'refund' ? -BigInt(moved_minor) : BigInt(moved_minor)),
      0n,
    );
  if (amountMinor > paidMinor)
    throw new PaymoError(
      'loan.amount_too_large',
      `The customer has paid ${paidMinor}; no more is given back.`,
    );
  const { accountId, currency } = loan;
  const on = dayOf(at);
  const order = { loanId, accountId, kind: 'refund', amountMinor, currency, on, keep: null } as const;
  await requestTransfer(transaction, order, at, traceparent);
  storeHistory(transaction, [{ loan, event: 'refund_ordered', actor, details: { note } }], at);
  return { kind: 'refund', amount, on, status: 'requested' };
}

function arrangeOrRefuse(
  loan: LoanAccount,
  request: ArrangementRequest,
  on: string,
): ReturnType<typeof arrange> {
  const arranged = tryToArrange(loan, request, on);
  if (arranged.extraMinor > 0n && !request.consent) {
    const detail = `It costs ${arranged.extraMinor} more interest; the customer must agree to that.`;
    const members = { extraMinor: String(arranged.extraMinor) };
    throw new PaymoError('loan.consent_missing', detail, { members });
  }
  return arranged;
}

function tryToArrange(
  loan: LoanAccount,
  request: ArrangementRequest,
  on: string,
): ReturnType<typeof arrange> {
  try {
    return arrange(loan, request, on);
  } catch (error) {
    if (error instanceof RangeError) throw new PaymoError('loan.not_possible', `${error.message}.`);
    throw error;
  }
}

function requireStatus(loan: LoanAccount, status: LoanAccount['status']): void {
  if (loan.status !== status)
    throw new PaymoError('conflict.loan_status', `The loan is ${loan.status}, not ${status}.`);
}

async function agreementOf(source: Pick<Database, 'query'>, id: string): Promise<Buffer> {
  const [[row], instalments] = await Promise.all([
    source.query<sql.LoanRow>(sql.readLoans, [[id]]),
    source.query<sql.InstalmentRow>(sql.readFirstPlan, [id]),
  ]);
  if (row === undefined) throw unknownLoan(id);
  return agreementPdf(row, instalments);
}

async function view(source: Pick<Database, 'query'>, id: string): Promise<LoanView> {
  const [[row], instalments] = await Promise.all([
    source.query<sql.LoanRow>(sql.readLoans, [[id]]),
    source.query<sql.InstalmentRow>(sql.readInstalments, [[id]]),
  ]);
  if (row === undefined) throw unknownLoan(id);
  return viewLoan(row, instalments);
}
