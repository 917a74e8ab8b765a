import { paymentSubmitted } from '@paymo/contracts';
import type { LedgerSlice } from '@paymo/ledger';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { prolongPayments } from '../payments/payment-statements.js';
import type { Confirmed } from '../payments/settle-payments.js';
import { submittedEvent } from '../payments/submitted-event.js';
import { confirmAuthentications } from './authentication-statements.js';

/** Sends payments that their payers have signed to scoring: they wait for a decision like any other from now on. */
export function submitConfirmed(
  transaction: AnnouncingTransaction,
  confirmed: readonly Confirmed[],
  accounts: LedgerSlice['accounts'],
  decisionDeadline: Date,
): void {
  if (confirmed.length === 0) return;
  const ids = confirmed.map(({ payment }) => payment.id);
  const keyIds = confirmed.map(({ confirmation }) => confirmation.deviceKeyId);
  transaction.write(confirmAuthentications, [ids, keyIds]);
  transaction.write(prolongPayments, [ids, ids.map(() => decisionDeadline)]);
  for (const { payment, confirmation, traceparent } of confirmed) {
    const [debit, credit] = [accounts.get(payment.payerId), accounts.get(payment.payeeId)];
    if (debit === undefined || credit === undefined) throw new Error('accounts of a reservation are locked');
    // As it was before the money of this payment was reserved.
    const before = { ...debit, debitsPending: debit.debitsPending - BigInt(payment.amountMinor) };
    const event = submittedEvent(payment, before, credit, confirmation, payment.updatedAt);
    transaction.announce(paymentSubmitted, event, traceparent);
  }
}
