import type { Customer } from '../customer.js';
import type { Account } from '../payment.js';

export interface Mule {
  readonly customer: Customer;
  readonly ring: Ring;
  /** Receipts until the ring drops the account. */
  receiptsLeft: number;
}

/** Mules with one herder, who sometimes works their accounts on his own device. */
export interface Ring {
  readonly mules: Mule[];
  readonly device: string;
  /** Where the money leaves the bank: the herder's account at another bank. */
  readonly collector: Account;
}
