import { hourOf, weekdayOf } from '../calendar.js';
import type { Feature } from './feature.js';

const roundMinor = 10_000;

/** What the payment says of itself. */
export const paymentFeatures: readonly Feature[] = [
  {
    name: 'amount',
    meaning: 'amount of the payment',
    unit: 'minor units',
    entity: 'payment',
    window: 'none',
    version: 1,
    value: (payment) => payment.amountMinor,
  },
  {
    name: 'is_transfer',
    meaning: 'money sent to another person',
    unit: 'yes or no',
    entity: 'payment',
    window: 'none',
    version: 1,
    value: (payment) => Number(payment.type === 'transfer'),
  },
  {
    name: 'is_cash_out',
    meaning: 'money drawn as cash at an agent',
    unit: 'yes or no',
    entity: 'payment',
    window: 'none',
    version: 1,
    value: (payment) => Number(payment.type === 'cash_out'),
  },
  {
    name: 'is_round_amount',
    meaning: 'amount in whole ten thousands of minor units',
    unit: 'yes or no',
    entity: 'payment',
    window: 'none',
    version: 2,
    value: (payment) => Number(payment.amountMinor % roundMinor === 0),
  },
  {
    name: 'hour_of_day',
    meaning: 'hour of the payment in UTC',
    unit: 'hour',
    entity: 'payment',
    window: 'none',
    version: 1,
    value: (payment) => hourOf(payment.occurredAtMs),
  },
  {
    name: 'day_of_week',
    meaning: 'weekday of the payment in UTC, 0 for Sunday',
    unit: 'weekday',
    entity: 'payment',
    window: 'none',
    version: 2,
    value: (payment) => weekdayOf(payment.occurredAtMs),
  },
];
