import { type Feature, ratio, secondsKnown, secondsSince } from './feature.js';
import { inOutSeconds } from './payer-features.js';
import { personalBalance } from './personal-balance.js';
import { velocity } from './velocity.js';

/** The receiving side: what a mule's account looks like. */
export const payeeFeatures: readonly Feature[] = [
  {
    name: 'payee_balance',
    meaning: "payee's available balance before the payment",
    unit: 'minor units',
    entity: 'payee',
    window: 'none',
    version: 1,
    value: (payment) => personalBalance(payment.payee),
  },
  {
    name: 'payee_is_merchant',
    meaning: 'payee is a merchant or agent',
    unit: 'yes or no',
    entity: 'payee',
    window: 'none',
    version: 1,
    value: (payment) => Number(payment.payee.kind === 'merchant'),
  },
  {
    name: 'payee_seconds_known',
    meaning: 'time since the payee was first seen here',
    unit: 'seconds',
    entity: 'payee',
    window: 'all time',
    version: 1,
    value: (payment, { payee }) => secondsKnown(payee?.firstSeenMs, payment.occurredAtMs),
  },
  {
    name: 'payee_seconds_since_received',
    meaning: 'time since the payee last received money',
    unit: 'seconds',
    entity: 'payee',
    window: 'all time',
    version: 2,
    value: (payment, { payee }) => secondsSince(payee?.lastReceivedMs, payment.occurredAtMs),
  },
  ...velocity({
    entity: 'payee',
    name: 'payee_received',
    whose: 'that the payee received',
    flow: ({ payeeReceived }) => payeeReceived,
    parties: { name: 'payee_payers', meaning: 'payers of the payee (fan-in)' },
    first: ['payee_received_count_24h'],
  }),
  {
    name: 'payee_pass_through_24h',
    meaning: 'money that the payee sent on against what it received',
    unit: 'ratio',
    entity: 'payee',
    window: '24h',
    version: 2,
    value: (_payment, { payeePaid, payeeReceived }) =>
      ratio(payeePaid.sums[1] ?? 0, payeeReceived.sums[1] ?? 0),
  },
  {
    name: 'payee_in_out_seconds',
    meaning: "how long the payee's last payment came behind the receipt before it",
    unit: 'seconds',
    entity: 'payee',
    window: 'all time',
    version: 2,
    value: (_payment, { payee }) => inOutSeconds(payee?.inOutMs),
  },
  {
    name: 'payee_labelled_known',
    meaning: 'payments to the payee whose truth is known',
    unit: 'count',
    entity: 'payee',
    window: 'all time',
    version: 2,
    value: (_payment, { payee }) => payee?.asPayee?.labelled ?? 0,
  },
  {
    name: 'payee_fraud_share_known',
    meaning: 'share of fraud among payments to the payee whose truth is known',
    unit: 'ratio',
    entity: 'payee',
    window: 'all time',
    version: 2,
    value: (_payment, { payee }) => ratio(payee?.asPayee?.frauds ?? 0, payee?.asPayee?.labelled ?? 0),
  },
];
