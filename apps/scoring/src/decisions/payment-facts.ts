import type { PaymentSubmitted } from '@paymo/contracts';
import type { PaymentFacts } from '@paymo/features';

/** What of a submitted payment the features may see. */
export function factsOf(payment: PaymentSubmitted): PaymentFacts {
  return {
    payer: payment.payer,
    payee: payment.payee,
    type: payment.type,
    amountMinor: payment.amount.value,
    occurredAtMs: payment.occurredAtMs,
    deviceId: payment.deviceId,
    ipAddress: payment.ipAddress,
  };
}
