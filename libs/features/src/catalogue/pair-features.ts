import type { Past } from '../past.js';
import type { PaymentFacts } from '../payment-facts.js';
import { type Feature, ratio, secondsKnown, secondsSince } from './feature.js';
import { velocity } from './velocity.js';

/** Further than two steps, or not connected at all. */
const farSteps = 3;

/** What the two have had to do with each other, directly and through others. */
export const pairFeatures: readonly Feature[] = [
  {
    name: 'pair_payments',
    meaning: 'payments that this payer made to this payee before',
    unit: 'count',
    entity: 'pair',
    window: 'all time',
    version: 1,
    value: (_payment, { pair }) => pair?.payments ?? 0,
  },
  {
    name: 'pair_seconds_known',
    meaning: 'time since this payer first paid this payee',
    unit: 'seconds',
    entity: 'pair',
    window: 'all time',
    version: 2,
    value: (payment, { pair }) => secondsKnown(pair?.firstPaidMs, payment.occurredAtMs),
  },
  {
    name: 'pair_seconds_since_paid',
    meaning: 'time since this payer last paid this payee',
    unit: 'seconds',
    entity: 'pair',
    window: 'all time',
    version: 2,
    value: (payment, { pair }) => secondsSince(pair?.lastPaidMs, payment.occurredAtMs),
  },
  {
    name: 'amount_to_pair_mean',
    meaning: "amount against the mean of this payer's earlier payments to this payee",
    unit: 'ratio',
    entity: 'pair',
    window: 'all time',
    version: 2,
    value: (payment, { pair }) =>
      pair === undefined ? 0 : ratio(payment.amountMinor * pair.payments, pair.sumMinor),
  },
  ...velocity({
    entity: 'pair',
    name: 'pair_paid',
    whose: 'that this payer made to this payee',
    flow: ({ pairPaid }) => pairPaid,
  }),
  {
    name: 'is_paid_back',
    meaning: 'payee is among those that lately paid the payer',
    unit: 'yes or no',
    entity: 'pair',
    window: 'all time',
    version: 2,
    value: (_payment, { isPaidBack }) => Number(isPaidBack),
  },
  {
    name: 'common_contacts',
    meaning: 'accounts that both lately paid or were paid by, when both are customers',
    unit: 'count',
    entity: 'pair',
    window: 'all time',
    version: 2,
    value: (_payment, past) => past.commonContacts,
  },
  {
    name: 'contact_steps',
    meaning:
      'steps from payer to payee over payments: 0 itself, 1 direct, 2 by a common contact, 3 further or none',
    unit: 'steps',
    entity: 'pair',
    window: 'all time',
    version: 2,
    value: contactSteps,
  },
];

function contactSteps(payment: PaymentFacts, past: Past): number {
  if (payment.payer.accountId === payment.payee.accountId) return 0;
  if (past.pair !== undefined || past.isPaidBack) return 1;
  return past.commonContacts > 0 ? 2 : farSteps;
}
