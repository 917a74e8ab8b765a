import type { Payment } from '../payments/payment.entity.js';
import type { PaymentStatus } from '../payments/payment-status.js';
import { type PaymentView, viewPayment } from '../payments/payment-view.js';
import { type FeedPosition, positionText } from './feed-position.js';

/** A step of a payment as the feed has it, with the owners of its two accounts. */
export interface FeedRow {
  readonly transaction: string;
  readonly sequence: string;
  readonly payment_id: string;
  readonly version: number;
  readonly to_status: PaymentStatus;
  readonly at: Date;
  readonly payer_owner: string | null;
  readonly payee_owner: string | null;
  readonly payer_id: string;
  readonly payee_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly type: Payment['type'];
  readonly reference: string | null;
  readonly occurred_at: Date;
  readonly created_at: Date;
}

/** What a customer hears: the payment as it was when it took the step. */
export interface CustomerEvent {
  readonly id: string;
  readonly type: `payment.${PaymentStatus}`;
  readonly at: string;
  readonly payment: PaymentView;
}

export function positionOf(row: FeedRow): FeedPosition {
  return { transaction: BigInt(row.transaction), sequence: BigInt(row.sequence) };
}

/** A payer hears of every step, a payee of settled payments only. */
export function concerns(row: FeedRow, owner: string): boolean {
  return row.payer_owner === owner || (row.payee_owner === owner && row.to_status === 'settled');
}

export function toEvent(row: FeedRow): CustomerEvent {
  return {
    id: positionText(positionOf(row)),
    type: `payment.${row.to_status}`,
    at: row.at.toISOString(),
    payment: viewPayment({
      id: row.payment_id,
      payerId: row.payer_id,
      payeeId: row.payee_id,
      amountMinor: row.amount_minor,
      currency: row.currency,
      type: row.type,
      reference: row.reference,
      status: row.to_status,
      version: row.version,
      occurredAt: row.occurred_at,
      createdAt: row.created_at,
      updatedAt: row.at,
    }),
  };
}
