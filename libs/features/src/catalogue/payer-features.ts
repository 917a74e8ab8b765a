import { deviations, rankOf, shareIn } from '../amount-history.js';
import { hourOf, weekdayOf } from '../calendar.js';
import { windows } from '../flow.js';
import { type Feature, neverSeconds, ratio, secondsKnown, secondsSince } from './feature.js';
import { personalBalance } from './personal-balance.js';
import { velocity } from './velocity.js';

const spentShares = windows.map((window, index): Feature => ({
  name: `payer_paid_share_${window}`,
  meaning: 'share of what the payer had that leaves with this payment and those before it',
  unit: 'ratio',
  entity: 'payer',
  window,
  version: 2,
  value: (payment, past) => {
    if (payment.payer.kind === 'merchant') return 0;
    const paid = past.payerPaid.sums[index] ?? 0;
    return (paid + payment.amountMinor) / Math.max(payment.payer.balanceMinor + paid, 1);
  },
}));

/** Against the payer's own habit. */
const habits: readonly Feature[] = [
  {
    name: 'amount_to_mean',
    meaning: "amount against the mean of the payer's earlier payments",
    unit: 'ratio',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) => ratio(payment.amountMinor, payer?.amounts?.mean ?? 0),
  },
  {
    name: 'amount_deviations',
    meaning: "standard deviations of the amount above the mean of the payer's earlier payments",
    unit: 'deviations',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) =>
      payer?.amounts === undefined ? 0 : deviations(payer.amounts, payment.amountMinor),
  },
  {
    name: 'amount_rank',
    meaning: "share of the payer's earlier payments that were smaller",
    unit: 'ratio',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) =>
      payer?.amounts === undefined ? 0 : rankOf(payer.amounts, payment.amountMinor),
  },
  {
    name: 'amount_to_largest',
    meaning: "amount against the largest of the payer's earlier payments",
    unit: 'ratio',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) => ratio(payment.amountMinor, payer?.amounts?.largestMinor ?? 0),
  },
  {
    name: 'hour_share',
    meaning: "share of the payer's earlier payments made in this hour of the day",
    unit: 'ratio',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) => shareIn(payer?.hours ?? [], hourOf(payment.occurredAtMs)),
  },
  {
    name: 'weekday_share',
    meaning: "share of the payer's earlier payments made on this weekday",
    unit: 'ratio',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) => shareIn(payer?.weekdays ?? [], weekdayOf(payment.occurredAtMs)),
  },
];

/** The payer's money, ages, pace and habits. */
export const payerFeatures: readonly Feature[] = [
  {
    name: 'payer_balance',
    meaning: "payer's available balance before the payment",
    unit: 'minor units',
    entity: 'payer',
    window: 'none',
    version: 1,
    value: (payment) => personalBalance(payment.payer),
  },
  {
    name: 'balance_share',
    meaning: "share of the payer's available balance that leaves",
    unit: 'ratio',
    entity: 'payer',
    window: 'none',
    version: 1,
    value: (payment) =>
      payment.payer.kind === 'merchant' ? 0 : payment.amountMinor / Math.max(payment.payer.balanceMinor, 1),
  },
  {
    name: 'payer_seconds_known',
    meaning: 'time since the payer was first seen here',
    unit: 'seconds',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) => secondsKnown(payer?.firstSeenMs, payment.occurredAtMs),
  },
  {
    name: 'payer_seconds_since_paid',
    meaning: 'time since the payer last paid anyone',
    unit: 'seconds',
    entity: 'payer',
    window: 'all time',
    version: 1,
    value: (payment, { payer }) => secondsSince(payer?.lastPaidMs, payment.occurredAtMs),
  },
  {
    name: 'payer_seconds_since_received',
    meaning: 'time since the payer last received money',
    unit: 'seconds',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (payment, { payer }) => secondsSince(payer?.lastReceivedMs, payment.occurredAtMs),
  },
  ...velocity({
    entity: 'payer',
    name: 'payer_paid',
    whose: 'that the payer made',
    flow: ({ payerPaid }) => payerPaid,
    parties: { name: 'payer_payees', meaning: 'payees of the payer' },
    first: ['payer_paid_count_24h', 'payer_paid_sum_24h'],
  }),
  ...spentShares,
  ...velocity({
    entity: 'payer',
    name: 'payer_received',
    whose: 'that the payer received',
    flow: ({ payerReceived }) => payerReceived,
  }),
  {
    name: 'pass_through_share_24h',
    meaning: 'amount against the money that the payer received',
    unit: 'ratio',
    entity: 'payer',
    window: '24h',
    version: 1,
    value: (payment, { payerReceived }) => ratio(payment.amountMinor, payerReceived.sums[1] ?? 0),
  },
  ...habits,
  {
    name: 'payer_in_out_seconds',
    meaning: 'how long the payer’s last payment came behind the receipt before it',
    unit: 'seconds',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (_payment, { payer }) => inOutSeconds(payer?.inOutMs),
  },
  {
    name: 'payer_frauds_known',
    meaning: "payer's payments that are known to be fraud",
    unit: 'count',
    entity: 'payer',
    window: 'all time',
    version: 2,
    value: (_payment, { payer }) => payer?.asPayer?.frauds ?? 0,
  },
];

export function inOutSeconds(inOutMs: number | null | undefined): number {
  return inOutMs === null || inOutMs === undefined ? neverSeconds : Math.min(inOutMs / 1000, neverSeconds);
}
