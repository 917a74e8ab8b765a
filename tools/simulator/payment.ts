import type { PaymentType } from '@paymo/features';
import type { FraudCase } from './fraud/fraud-case.js';

export interface Account {
  readonly name: string;
  /** In minor units; null for shops, employers and other banks' accounts, which are settled elsewhere. */
  balanceMinor: number | null;
}

/** Where a payment is ordered: a device and the IP address that it has just then. */
export interface Origin {
  readonly device: string;
  readonly ip: string;
}

/** What somebody means to pay. It becomes a payment if the payer has the money at that time. */
export interface Intent {
  readonly atMs: number;
  readonly payer: Account;
  readonly payee: Account;
  readonly type: PaymentType;
  /** In minor units, or what to make of the money that is there; nothing is paid when it is below 1. */
  readonly amountMinor: number | ((availableMinor: number) => number);
  /** Null for what the bank itself runs: salaries, standing orders, direct debits. */
  readonly origin: Origin | null;
  /** The fraud that it is part of; null for an honest payment. */
  readonly fraud: FraudCase | null;
  /** What the people behind it do once it is made. */
  readonly afterwards?: (made: MadePayment) => void;
}

export interface MadePayment {
  readonly atMs: number;
  readonly payer: string;
  readonly payee: string;
  readonly type: PaymentType;
  readonly amountMinor: number;
  /** Before the payment; null where the bank does not know it. */
  readonly payerBalanceMinor: number | null;
  readonly payeeBalanceMinor: number | null;
  readonly origin: Origin | null;
  readonly fraud: FraudCase | null;
}

/**
 * Moves the money.
 *
 * @returns null when the payer does not have it
 */
export function make(intent: Intent): MadePayment | null {
  const { payer, payee } = intent;
  const available = payer.balanceMinor ?? Number.MAX_SAFE_INTEGER;
  const wanted = typeof intent.amountMinor === 'number' ? intent.amountMinor : intent.amountMinor(available);
  const amountMinor = Math.floor(wanted);
  if (amountMinor < 1 || amountMinor > available || payer === payee) return null;
  const made: MadePayment = {
    atMs: intent.atMs,
    payer: payer.name,
    payee: payee.name,
    type: intent.type,
    amountMinor,
    payerBalanceMinor: payer.balanceMinor,
    payeeBalanceMinor: payee.balanceMinor,
    origin: intent.origin,
    fraud: intent.fraud,
  };
  if (payer.balanceMinor !== null) payer.balanceMinor -= amountMinor;
  if (payee.balanceMinor !== null) payee.balanceMinor += amountMinor;
  return made;
}
