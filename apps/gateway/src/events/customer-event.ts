import type { LoanChange } from '@paymo/contracts';
import { publicId } from '@paymo/platform';
import { newsKinds, type NewsType } from '../news/customer-news.js';
import type { Payment } from '../payments/payment.entity.js';
import type { PaymentStatus } from '../payments/payment-status.js';
import { type PaymentView, viewPayment } from '../payments/payment-view.js';
import { type FeedPosition, positionText } from './feed-position.js';

/** What can be told of payments, loans and all else. */
export type CustomerEventType =
  `payment.${PaymentStatus}` | 'payment.information_requested' | `loan.${LoanChange}` | NewsType;

const subjectKinds = { loan: { member: 'loan', prefix: 'loan' }, ...newsKinds } as const;
/** What a step that is not a payment's is about. */
export type SubjectKind = keyof typeof subjectKinds;

interface StepRow {
  readonly transaction: string;
  readonly sequence: string;
  readonly type: CustomerEventType;
  readonly at: Date;
  /** The payer, or the owner of the account that it is about. */
  readonly payer_owner: string | null;
  readonly payee_owner: string | null;
}

/** A step of a payment, or a question about it, as the feed has it, with the owners of its two accounts. */
interface PaymentStepRow extends StepRow {
  readonly subject_kind: null;
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

/** Something that happened to a loan, or what else there is. */
interface SubjectStepRow extends StepRow {
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly account_id: string;
  readonly to_status: string;
}

export type FeedRow = PaymentStepRow | SubjectStepRow;

/** A loan or what else there is, as an event has it; its own API tells the rest. */
interface SubjectView {
  readonly id: string;
  readonly account: string;
  readonly status: string;
}

/** What a customer hears: the payment as it was when it took the step, or what happened to what else. */
export type CustomerEvent = {
  readonly id: string;
  readonly type: CustomerEventType;
  readonly at: string;
} & (
  | { readonly payment: PaymentView }
  | Partial<Record<(typeof subjectKinds)[SubjectKind]['member'], SubjectView>>
);

export function positionOf(row: FeedRow): FeedPosition {
  return { transaction: BigInt(row.transaction), sequence: BigInt(row.sequence) };
}

/** A payer hears of every step, a payee of settled payments only; of all else its account's owner. */
export function concerns(row: FeedRow, owner: string): boolean {
  return row.payer_owner === owner || (row.payee_owner === owner && row.to_status === 'settled');
}

export function toEvent(row: FeedRow): CustomerEvent {
  const step = { id: positionText(positionOf(row)), type: row.type, at: row.at.toISOString() };
  if (row.subject_kind === null) return { ...step, payment: paymentOf(row) };
  const view = {
    id: subjectId(row.subject_kind, row.subject_id),
    account: publicId('acc', row.account_id),
    status: row.to_status,
  };
  return { ...step, [subjectKinds[row.subject_kind].member]: view };
}

/** The id of what a step is about, as the API has it. */
export function subjectId(kind: SubjectKind, id: string): string {
  return publicId(subjectKinds[kind].prefix, id);
}

/** What a thin event calls the id of what it is about. */
export function subjectIdName(kind: SubjectKind): string {
  return `${subjectKinds[kind].member}Id`;
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
