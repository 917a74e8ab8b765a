export const paymentStatuses = [
  'requires_action',
  'submitted',
  'held',
  'settled',
  'declined',
  'rejected',
  'expired',
  'cancelled',
  'failed',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/**
 * What can happen to a payment: its payer signs it or fails to, a decision, an analyst's verdict, the payer's change of
 * mind, or time.
 */
export type PaymentEvent =
  'confirm' | 'refuse' | 'approve' | 'hold' | 'decline' | 'release' | 'reject' | 'cancel' | 'expire';

/**
 * The only ways in which a payment changes state. The database holds the same table and refuses the rest.
 *
 * A verdict may overtake the hold that it is about, since the two come through different topics.
 */
const transitions: Readonly<Record<PaymentStatus, Partial<Record<PaymentEvent, PaymentStatus>>>> = {
  requires_action: { confirm: 'submitted', refuse: 'failed', cancel: 'cancelled', expire: 'expired' },
  submitted: {
    approve: 'settled',
    hold: 'held',
    decline: 'declined',
    release: 'settled',
    reject: 'rejected',
    cancel: 'cancelled',
    expire: 'expired',
  },
  held: { release: 'settled', reject: 'rejected', cancel: 'cancelled', expire: 'expired' },
  settled: {},
  declined: {},
  rejected: {},
  expired: {},
  cancelled: {},
  failed: {},
};

/** The state that follows, or undefined when the event comes too late to matter. */
export function nextStatus(status: PaymentStatus, event: PaymentEvent): PaymentStatus | undefined {
  return transitions[status][event];
}

/** Every pair of states that the table allows, each once. */
export function allowedPairs(): [from: PaymentStatus, to: PaymentStatus][] {
  return paymentStatuses.flatMap((from) =>
    [...new Set(Object.values(transitions[from]))].map((to): [PaymentStatus, PaymentStatus] => [from, to]),
  );
}
