import { publicId } from '@paymo/platform';
import type { Payment } from './payment.entity.js';
import type { PaymentStatus } from './payment-status.js';

/** A payment at the API. */
export interface PaymentView {
  readonly id: string;
  readonly status: PaymentStatus;
  readonly payer: string;
  readonly payee: string;
  /** Minor units and an ISO 4217 code. */
  readonly amount: { readonly value: number; readonly currency: string };
  readonly type: Payment['type'];
  readonly reference: string | null;
  readonly version: number;
  readonly occurredAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function viewPayment(payment: Payment): PaymentView {
  return {
    id: publicId('pay', payment.id),
    status: payment.status,
    payer: publicId('acc', payment.payerId),
    payee: publicId('acc', payment.payeeId),
    amount: { value: Number(payment.amountMinor), currency: payment.currency },
    type: payment.type,
    reference: payment.reference,
    version: payment.version,
    occurredAt: payment.occurredAt.toISOString(),
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}
