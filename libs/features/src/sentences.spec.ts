import { describe, expect, test } from '@jest/globals';
import { featureNames } from './catalogue/catalogue.js';
import { neverSeconds } from './catalogue/feature.js';
import { sentenceOf } from './sentences.js';

const vectorOf = (values: Record<string, number>): number[] => featureNames.map((name) => values[name] ?? 0);

describe('a fact is said', () => {
  test.each<[string, Record<string, number>, string]>([
    ['amount', { amount: 90_000, amount_to_mean: 3 }, "900.00, 3 times this customer's usual 300.00."],
    ['amount', { amount: 123_456_789 }, '1,234,567.89; this customer never paid before.'],
    ['balance_share', { balance_share: 0.987_65 }, '98.8 % of the available balance leaves.'],
    ['pair_payments', {}, 'The first payment to this payee.'],
    ['payee_seconds_known', { payee_seconds_known: 7200 }, 'The payee is known for 2 hours.'],
    ['payer_paid_count_24h', { payer_paid_count_24h: 7 }, 'Payments that the payer made, last 24h: 7.'],
    [
      'payer_seconds_since_received',
      { payer_seconds_since_received: neverSeconds },
      'Time since the payer last received money: never before.',
    ],
    ['no_such_feature', {}, ''],
  ])('%s', (name, values, sentence) => {
    expect(sentenceOf(name, vectorOf(values))).toBe(sentence);
  });

  test.each(featureNames)('%s, in some words', (name) => {
    expect(sentenceOf(name, vectorOf({}))).toMatch(/^\S.*\.$/);
  });
});
