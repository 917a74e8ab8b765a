import { type EntityStates, learn, type PaymentFacts } from '@paymo/features';
import type { LoggedParty, LoggedPayment } from '../payment-log/read-payment-log.js';
import type { PendingLabels } from './pending-labels.js';

/** A log without balances counts them as 0. */
export function factsOf(payment: LoggedPayment): PaymentFacts {
  return {
    payer: partyFacts(payment.payer),
    payee: partyFacts(payment.payee),
    type: payment.type,
    amountMinor: payment.amountMinor,
    occurredAtMs: payment.occurredAtMs,
    deviceId: payment.deviceId,
    ipAddress: payment.ipAddress,
  };
}

function partyFacts(party: LoggedParty): PaymentFacts['payer'] {
  return { accountId: party.name, kind: party.kind, balanceMinor: party.balanceMinor ?? 0 };
}

/** Lets states learn all that has become known by a time. */
export function learnUntil(states: EntityStates, pending: PendingLabels, atMs: number): void {
  for (const { keys, isFraud } of pending.knownAt(atMs)) learn(states, keys, { isFraud, before: null });
}
