import { totalsAt } from './day-window.js';
import type { PaymentStates } from './entity-state.js';
import type { PartyFacts, PaymentFacts } from './payment-facts.js';

/** Goes up with every change of a feature's meaning or order; a model names the version that it was trained on. */
export const catalogueVersion = 1;

interface Feature {
  readonly name: string;
  readonly meaning: string;
  readonly unit: 'minor units' | 'ratio' | 'count' | 'seconds' | 'hour' | 'yes or no';
  readonly entity: 'payment' | 'payer' | 'payee' | 'pair';
  readonly window: '24 h' | 'all time' | 'none';
  readonly value: (payment: PaymentFacts, states: PaymentStates) => number;
}

/** Stands for "never happened before" where a number of seconds is asked for: ten years. */
export const neverSeconds = 315_360_000;

/** The feature catalogue, in the order of the vector. Every value is finite. */
export const catalogue = [
  {
    name: 'amount',
    meaning: 'amount of the payment',
    unit: 'minor units',
    entity: 'payment',
    window: 'none',
    value: (payment) => payment.amountMinor,
  },
  {
    name: 'is_transfer',
    meaning: 'money sent to another person',
    unit: 'yes or no',
    entity: 'payment',
    window: 'none',
    value: (payment) => Number(payment.type === 'transfer'),
  },
  {
    name: 'is_cash_out',
    meaning: 'money drawn as cash at an agent',
    unit: 'yes or no',
    entity: 'payment',
    window: 'none',
    value: (payment) => Number(payment.type === 'cash_out'),
  },
  {
    name: 'hour_of_day',
    meaning: 'hour of the payment in UTC',
    unit: 'hour',
    entity: 'payment',
    window: 'none',
    value: (payment) => hourOfDay(payment.occurredAtMs),
  },
  {
    name: 'payer_balance',
    meaning: "payer's available balance before the payment",
    unit: 'minor units',
    entity: 'payer',
    window: 'none',
    value: (payment) => personalBalance(payment.payer),
  },
  {
    name: 'balance_share',
    meaning: "share of the payer's available balance that leaves",
    unit: 'ratio',
    entity: 'payer',
    window: 'none',
    value: (payment) =>
      payment.payer.kind === 'merchant' ? 0 : payment.amountMinor / Math.max(payment.payer.balanceMinor, 1),
  },
  {
    name: 'payee_balance',
    meaning: "payee's available balance before the payment",
    unit: 'minor units',
    entity: 'payee',
    window: 'none',
    value: (payment) => personalBalance(payment.payee),
  },
  {
    name: 'payee_is_merchant',
    meaning: 'payee is a merchant or agent',
    unit: 'yes or no',
    entity: 'payee',
    window: 'none',
    value: (payment) => Number(payment.payee.kind === 'merchant'),
  },
  {
    name: 'payer_seconds_since_paid',
    meaning: 'time since the payer last paid anyone',
    unit: 'seconds',
    entity: 'payer',
    window: 'all time',
    value: (payment, states) => secondsSince(states.payer?.lastPaidMs, payment.occurredAtMs),
  },
  {
    name: 'payer_paid_count_24h',
    meaning: 'payments that the payer made',
    unit: 'count',
    entity: 'payer',
    window: '24 h',
    value: (payment, states) => totalsAt(states.payer?.paid ?? [], payment.occurredAtMs).count,
  },
  {
    name: 'payer_paid_sum_24h',
    meaning: 'money that the payer sent',
    unit: 'minor units',
    entity: 'payer',
    window: '24 h',
    value: (payment, states) => totalsAt(states.payer?.paid ?? [], payment.occurredAtMs).sumMinor,
  },
  {
    name: 'pass_through_share_24h',
    meaning: 'amount against the money that the payer received',
    unit: 'ratio',
    entity: 'payer',
    window: '24 h',
    value: (payment, states) => {
      const { sumMinor } = totalsAt(states.payer?.received ?? [], payment.occurredAtMs);
      return sumMinor === 0 ? 0 : payment.amountMinor / sumMinor;
    },
  },
  {
    name: 'payee_received_count_24h',
    meaning: 'payments that the payee received',
    unit: 'count',
    entity: 'payee',
    window: '24 h',
    value: (payment, states) => totalsAt(states.payee?.received ?? [], payment.occurredAtMs).count,
  },
  {
    name: 'payee_seconds_known',
    meaning: 'time since the payee was first seen here',
    unit: 'seconds',
    entity: 'payee',
    window: 'all time',
    value: (payment, states) =>
      states.payee === undefined ? 0 : Math.max(0, (payment.occurredAtMs - states.payee.firstSeenMs) / 1000),
  },
  {
    name: 'pair_payments',
    meaning: 'payments that this payer made to this payee before',
    unit: 'count',
    entity: 'pair',
    window: 'all time',
    value: (_payment, states) => states.pair?.payments ?? 0,
  },
] as const satisfies readonly Feature[];

export type FeatureName = (typeof catalogue)[number]['name'];

export const featureNames: readonly FeatureName[] = catalogue.map((feature) => feature.name);

/** 0 to 23, before 1970 too. */
function hourOfDay(atMs: number): number {
  const hour = Math.floor(atMs / 3_600_000) % 24;
  return (hour + 24) % 24;
}

/** A merchant's balance is settled elsewhere and says nothing of a payment: it counts as 0. */
function personalBalance(party: PartyFacts): number {
  return party.kind === 'merchant' ? 0 : party.balanceMinor;
}

function secondsSince(previousMs: number | null | undefined, atMs: number): number {
  if (previousMs === null || previousMs === undefined) return neverSeconds;
  return Math.min(Math.max(0, (atMs - previousMs) / 1000), neverSeconds);
}
