import { Controller } from '@nestjs/common';
import { type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents, Outbox } from '@paymo/messaging';
import { learnHistory } from './history/learn-history.js';
import { moveLoansOn, type TransferEnd } from './loans/move-loans-on.js';

function isPayout({ type }: PaymentSettled): boolean {
  return type === 'payout';
}

function isOfTheBank(payment: PaymentSettled): boolean {
  return isPayout(payment) || payment.type === 'reimbursement';
}

/** Hears of payments: what customers earn and spend, and how the bank's own pay-outs ended. Neither a
 * loan nor a reimbursed fraud is income. */
@Controller()
export class SettledPaymentsConsumer {
  constructor(private readonly outbox: Outbox) {}

  @OnEvents(paymentSettled, (payment) => payment.status === 'settled' || isPayout(payment))
  async onSettled({ events, progress }: EventBatch<PaymentSettled>): Promise<void> {
    const payments = events.map(({ data }) => data);
    await this.outbox.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      await learnHistory(
        transaction,
        payments.filter((payment) => !isOfTheBank(payment)),
      );
      await moveLoansOn(transaction, payments.filter(isPayout).map(endOf), new Date());
    });
  }
}

/** A pay-out is the payment with the id of the transfer that was asked for. */
function endOf({ paymentId, status, amount }: PaymentSettled): TransferEnd {
  return status === 'settled'
    ? { transferId: paymentId, outcome: 'applied', movedMinor: amount.value, refusal: null }
    : { transferId: paymentId, outcome: 'refused', movedMinor: 0, refusal: status };
}
