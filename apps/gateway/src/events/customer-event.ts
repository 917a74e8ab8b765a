import type { LoanChange, LoanChanged } from '@paymo/contracts';
import { publicId } from '@paymo/platform';
import type { Payment } from '../payments/payment.entity.js';
import type { PaymentStatus } from '../payments/payment-status.js';
import { type PaymentView, viewPayment } from '../payments/payment-view.js';
import { type FeedPosition, positionText } from './feed-position.js';

/** What can be told of payments and of loans. */
export type CustomerEventType =
  `payment.${PaymentStatus}` | 'payment.information_requested' | `loan.${LoanChange}`;

interface StepRow {
  readonly transaction: string;
  readonly sequence: string;
  readonly type: CustomerEventType;
  readonly at: Date;
  /** The payer, or the borrower. */
  readonly payer_owner: string | null;
  readonly payee_owner: string | null;
}

/** A step of a payment, or a question about it, as the feed has it, with the owners of its two accounts. */
interface PaymentStepRow extends StepRow {
  readonly loan_id: null;
  readonly payment_id: string;
  readonly version: number;
  readonly to_status: PaymentStatus;
  readonly payer_id: string;
  readonly payee_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly payment_type: Payment['type'];
  readonly reference: string | null;
  readonly occurred_at: Date;
  readonly created_at: Date;
}

/** Something that happened to a loan. */
interface LoanStepRow extends StepRow {
  readonly loan_id: string;
  readonly account_id: string;
  readonly to_status: LoanChanged['status'];
}

export type FeedRow = PaymentStepRow | LoanStepRow;

/** A loan as an event has it; the loan API tells the rest. */
interface LoanEventView {
  readonly id: string;
  readonly account: string;
  readonly status: LoanChanged['status'];
}

/** What a customer hears: the payment as it was when it took the step, or what happened to which loan. */
export type CustomerEvent = {
  readonly id: string;
  readonly type: CustomerEventType;
  readonly at: string;
} & ({ readonly payment: PaymentView } | { readonly loan: LoanEventView });

export function positionOf(row: FeedRow): FeedPosition {
  return { transaction: BigInt(row.transaction), sequence: BigInt(row.sequence) };
}

/** A payer and a borrower hear of every step, a payee of settled payments only. */
export function concerns(row: FeedRow, owner: string): boolean {
  return row.payer_owner === owner || (row.payee_owner === owner && row.to_status === 'settled');
}

export function toEvent(row: FeedRow): CustomerEvent {
  const step = { id: positionText(positionOf(row)), type: row.type, at: row.at.toISOString() };
  return row.loan_id === null
    ? { ...step, payment: paymentOf(row) }
    : {
        ...step,
        loan: {
          id: publicId('loan', row.loan_id),
          account: publicId('acc', row.account_id),
          status: row.to_status,
        },
      };
}

function paymentOf(row: PaymentStepRow): PaymentView {
  return viewPayment({
    id: row.payment_id,
    payerId: row.payer_id,
    payeeId: row.payee_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    type: row.payment_type,
    reference: row.reference,
    status: row.to_status,
    version: row.version,
    occurredAt: row.occurred_at,
    createdAt: row.created_at,
    updatedAt: row.at,
  });
}
