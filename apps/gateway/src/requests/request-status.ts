import type { PaymentStatus } from '../payments/payment-status.js';

export const requestStatuses = ['open', 'in_payment', 'paid', 'declined', 'cancelled', 'expired'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** Which side of a request somebody is on. */
export type Side = 'payer' | 'requester';

export interface RequestFacts {
  /** Of the last payment that was begun; `reserved` while it is not yet accepted. */
  readonly payment: PaymentStatus | 'reserved' | null;
  readonly closedAs: 'declined' | 'cancelled' | null;
  readonly isExpired: boolean;
}

/**
 * Where a request stands. A payment that came to nothing leaves it open. The requester, who is to receive the money,
 * learns of a payment when it has settled, not before.
 */
export function requestStatus({ payment, closedAs, isExpired }: RequestFacts, side: Side): RequestStatus {
  if (payment === 'settled') return 'paid';
  const isUnderWay =
    payment === 'reserved' || payment === 'requires_action' || payment === 'submitted' || payment === 'held';
  if (isUnderWay && side === 'payer') return 'in_payment';
  return closedAs ?? (isExpired ? 'expired' : 'open');
}
