import type { accountKinds, paymentTypes } from '@paymo/contracts';

/** One side of a payment as rules see it. */
export interface PartyContext {
  /** Bare UUID, as lists hold it. */
  readonly id: string;
  readonly kind: (typeof accountKinds)[number];
  /** Available balance just before the reservation, in minor units. */
  readonly balance: number;
}

/** Everything that rules may know of one payment. */
export interface PaymentContext {
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly type: (typeof paymentTypes)[number];
  readonly payer: PartyContext;
  readonly payee: PartyContext;
  /** Null when not known. */
  readonly device: string | null;
  readonly address: string | null;
  /** In the order of the vocabulary's feature names. */
  readonly vector: readonly number[];
  /** The model's probability of fraud, 0 to 1; null when the model could not run. */
  readonly score: number | null;
  /** When the decision is made, in milliseconds since the epoch: what entries of lists expire against. */
  readonly atMs: number;
}
