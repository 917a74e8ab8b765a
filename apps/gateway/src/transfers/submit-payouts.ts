import { type LedgerTransferRequested, paymentSubmitted } from '@paymo/contracts';
import type { TransferResult } from '@paymo/ledger';
import type { AnnouncingTransaction, EventBatch } from '@paymo/messaging';
import { partyOf } from '../payments/submitted-event.js';
import { enterPayouts } from './transfer-statements.js';

/** Nobody waits for a pay-out with a phone in the hand: it waits for a decision through an outage of scoring. */
const decisionMsMax = 86_400_000;

/** A request whose money is reserved on the bank's account. */
interface ReservedPayout {
  readonly request: EventBatch<LedgerTransferRequested>['events'][number];
  readonly result: Extract<TransferResult, { outcome: 'applied' }>;
}

/**
 * Makes payments of reserved pay-outs: they are decided, held, reviewed, settled and told to the customer like any
 * other. The payment has the id of the transfer that was asked for, by which its end answers the request.
 */
export function submitPayouts(
  transaction: AnnouncingTransaction,
  payouts: readonly ReservedPayout[],
  now: Date,
): void {
  if (payouts.length === 0) return;
  const movements = payouts.map(({ result }) => result.transfer);
  const requested = payouts.map(({ request }) => request.data);
  transaction.write(enterPayouts, [
    movements.map(({ id }) => id),
    movements.map(({ debitAccountId }) => debitAccountId),
    movements.map(({ creditAccountId }) => creditAccountId),
    movements.map(({ amountMinor }) => amountMinor),
    movements.map(({ currency }) => currency),
    requested.map(({ purpose }) => purpose),
    requested.map(({ requestedAtMs }) => new Date(requestedAtMs)),
    payouts.map(({ request }) => request.traceparent ?? null),
    now,
    new Date(now.getTime() + decisionMsMax),
  ]);
  for (const { request, result } of payouts) {
    const { transferId, amount, requestedAtMs } = request.data;
    const submitted = {
      paymentId: transferId,
      payer: partyOf(result.debit),
      payee: partyOf(result.credit),
      amount,
      type: 'payout' as const,
      deviceId: null,
      ipAddress: null,
      occurredAtMs: requestedAtMs,
      submittedAtMs: now.getTime(),
    };
    transaction.announce(paymentSubmitted, submitted, request.traceparent);
  }
}
