import assert from 'node:assert';
import type { PaymentSubmitted } from '@paymo/contracts';
import { type Account, availableMinor } from '@paymo/ledger';
import type { Payment } from './payment.entity.js';

/** Where a payment came from, as far as it is known. */
export interface Origin {
  readonly deviceId: string | null;
  /** IP address. */
  readonly clientAddress: string | null;
}

/** Asks scoring for a decision; the accounts are as they were before the money was reserved. */
export function submittedEvent(
  payment: Payment,
  debit: Account,
  credit: Account,
  { deviceId, clientAddress }: Origin,
  submittedAt: Date,
): PaymentSubmitted {
  assert(payment.type !== 'reimbursement', 'a reimbursement was decided with its claim');
  return {
    paymentId: payment.id,
    payer: partyOf(debit),
    payee: partyOf(credit),
    amount: { value: Number(payment.amountMinor), currency: payment.currency },
    type: payment.type,
    deviceId,
    ipAddress: clientAddress,
    occurredAtMs: payment.occurredAt.getTime(),
    submittedAtMs: submittedAt.getTime(),
  };
}

/** A side of a payment as scoring sees it: the bank itself is one of the businesses. */
export function partyOf(account: Account): PaymentSubmitted['payer'] {
  const kind = account.kind === 'customer' ? 'customer' : 'merchant';
  return { accountId: account.id, kind, balanceMinor: Number(availableMinor(account)) };
}
