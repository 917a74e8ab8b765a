export const paymentTypes = ['transfer', 'payment', 'cash_out', 'cash_in', 'debit', 'payout'] as const;
export type PaymentType = (typeof paymentTypes)[number];

export type AccountKind = 'customer' | 'merchant';

/** One side of a payment as it was known when the money was reserved. */
export interface PartyFacts {
  readonly accountId: string;
  readonly kind: AccountKind;
  /** Available balance just before the reservation, in minor units. */
  readonly balanceMinor: number;
}

/** What scoring may know of a payment: nothing here is learnt after the decision. */
export interface PaymentFacts {
  readonly payer: PartyFacts;
  readonly payee: PartyFacts;
  readonly type: PaymentType;
  readonly amountMinor: number;
  /** Event time in milliseconds since the epoch. */
  readonly occurredAtMs: number;
  /** The device that asked for the payment, and the address it came from; null when they are not known. */
  readonly deviceId: string | null;
  readonly ipAddress: string | null;
}
