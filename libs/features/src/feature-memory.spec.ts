import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue, featureNames } from './catalogue/catalogue.js';
import { neverSeconds } from './catalogue/feature.js';
import { emptyStates, type EntityStates, observe } from './feature-memory.js';
import { type PaymentFacts, paymentTypes } from './payment-facts.js';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 15, 12);

const payment = (payer: string, payee: string, occurredAtMs = startMs, amountMinor = 100): PaymentFacts => ({
  payer: { accountId: payer, kind: 'customer', balanceMinor: 1000 },
  payee: { accountId: payee, kind: 'customer', balanceMinor: 0 },
  type: 'transfer',
  amountMinor,
  occurredAtMs,
  deviceId: null,
  ipAddress: null,
});

const named = (vector: readonly number[]): Record<string, number> =>
  Object.fromEntries(featureNames.map((name, index) => [name, vector[index]])) as Record<string, number>;

/** The features of the last payment of a log. */
const lastOf = (...log: PaymentFacts[]): Record<string, number> => {
  const states = emptyStates();
  return named(log.map((each) => observe(states, each)).at(-1)!);
};

describe('the first payment of two strangers', () => {
  test('knows nothing of the past', () => {
    expect(lastOf(payment('ann', 'bob'))).toMatchObject({
      amount: 100,
      is_transfer: 1,
      is_cash_out: 0,
      hour_of_day: 12,
      payer_balance: 1000,
      balance_share: 0.1,
      payee_balance: 0,
      payee_is_merchant: 0,
      payer_seconds_since_paid: neverSeconds,
      payer_paid_count_24h: 0,
      payer_paid_sum_24h: 0,
      pass_through_share_24h: 0,
      payee_received_count_24h: 0,
      payee_seconds_known: 0,
      pair_payments: 0,
    });
  });

  test.each<[string, number, number]>([
    ['the first millisecond of a day', Date.UTC(2026, 0, 1), 0],
    ['the last millisecond of a day', Date.UTC(2026, 0, 2) - 1, 23],
    ['an hour before 1970', -hourMs, 23],
    ['a day before 1970', -24 * hourMs, 0],
  ])('has the hour of %s', (_when, atMs, hour) => {
    expect(lastOf(payment('ann', 'bob', atMs)).hour_of_day).toBe(hour);
  });
});

describe('a later payment', () => {
  test.each<[string, number, Partial<Record<string, number>>]>([
    ['of the same instant', 0, { payer_seconds_since_paid: 0, payer_paid_count_24h: 1 }],
    ['after 23 hours', 23 * hourMs, { payer_seconds_since_paid: 82_800, payer_paid_count_24h: 1 }],
    ['after 24 hours', 24 * hourMs, { payer_seconds_since_paid: 86_400, payer_paid_count_24h: 0 }],
    ['that is late', -hourMs, { payer_seconds_since_paid: 0, payer_paid_count_24h: 0 }],
    ['after eleven years', 11 * 8760 * hourMs, { payer_seconds_since_paid: neverSeconds, pair_payments: 1 }],
  ])('%s sees the one before it', (_when, afterMs, expected) => {
    expect(lastOf(payment('ann', 'bob'), payment('ann', 'bob', startMs + afterMs))).toMatchObject(expected);
  });

  test('tells payer, payee and pair apart', () => {
    const log = [payment('ann', 'bob'), payment('bob', 'ann'), payment('ann', 'cyd'), payment('ann', 'bob')];
    expect(lastOf(...log)).toMatchObject({
      payer_paid_count_24h: 2,
      payee_received_count_24h: 1,
      pair_payments: 1,
      pass_through_share_24h: 1,
    });
  });

  test('knows an account that paid itself in both its roles', () => {
    const log = [payment('ann', 'ann', startMs, 50), payment('ann', 'ann', startMs + 1000, 100)];
    expect(lastOf(...log)).toMatchObject({
      payer_seconds_since_paid: 1,
      payer_paid_count_24h: 1,
      payer_paid_sum_24h: 50,
      pass_through_share_24h: 2,
      payee_received_count_24h: 1,
      pair_payments: 1,
    });
  });
});

/** Random logs with few accounts, many ties, and times in disorder over three days. */
const party = fc.record({
  accountId: fc.constantFrom('ann', 'bob', 'cyd'),
  kind: fc.constantFrom('customer' as const, 'merchant' as const),
  balanceMinor: fc.integer({ min: -1000, max: 9_000_000_000_000 }),
});
const anyPayment: fc.Arbitrary<PaymentFacts> = fc.record({
  payer: party,
  payee: party,
  type: fc.constantFrom(...paymentTypes),
  amountMinor: fc.integer({ min: 1, max: 9_000_000_000_000 }),
  occurredAtMs: fc.integer({ min: 0, max: 72 * 3 }).map((step) => startMs + (step * hourMs) / 3),
  deviceId: fc.constantFrom(null, 'phone', 'tablet'),
  ipAddress: fc.constantFrom(null, '10.0.0.1'),
});
const anyLog = fc.array(anyPayment, { maxLength: 60, size: 'max' });

const throughJson = (states: EntityStates): EntityStates => ({
  accounts: new Map(JSON.parse(JSON.stringify([...states.accounts]))),
  pairs: new Map(JSON.parse(JSON.stringify([...states.pairs]))),
  origins: new Map(JSON.parse(JSON.stringify([...states.origins]))),
});

describe('for any log', () => {
  test('the vectors are the same to the bit in a second run, and when the states pass through JSON', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const once = emptyStates();
        const twice = emptyStates();
        let stored = emptyStates();
        for (const each of log) {
          const vector = observe(once, each);
          const isSame = (other: readonly number[]): boolean =>
            other.length === vector.length && other.every((value, index) => Object.is(value, vector[index]));
          expect(isSame(observe(twice, each))).toBe(true);
          expect(isSame(observe(stored, each))).toBe(true);
          stored = throughJson(stored);
        }
        expect(stored).toEqual(once);
      }),
    );
  });

  test('every value is finite, and an hour is one of 24, at any time and for any balance', () => {
    const extreme = fc.record({
      ...{ payer: party, payee: party, type: fc.constantFrom(...paymentTypes) },
      amountMinor: fc.integer({ min: 1, max: 9_000_000_000_000 }),
      occurredAtMs: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -8.64e15, max: 8.64e15 })),
      deviceId: fc.constantFrom(null, 'phone'),
      ipAddress: fc.constantFrom(null, '10.0.0.1'),
    });
    const anyBalance = fc.tuple(extreme, fc.maxSafeInteger(), fc.maxSafeInteger());
    fc.assert(
      fc.property(fc.array(anyBalance, { maxLength: 10 }), (log) => {
        const states = emptyStates();
        for (const [each, payerMinor, payeeMinor] of log) {
          const vector = observe(states, {
            ...each,
            payer: { ...each.payer, balanceMinor: payerMinor },
            payee: { ...each.payee, balanceMinor: payeeMinor },
          });
          expect(vector).toHaveLength(catalogue.length);
          expect(vector.every(Number.isFinite)).toBe(true);
          expect(named(vector).hour_of_day).toBeGreaterThanOrEqual(0);
          expect(named(vector).hour_of_day).toBeLessThan(24);
        }
      }),
    );
  });
});

test('a state has a bounded size whatever the traffic', () => {
  const states = emptyStates();
  const bytes = (): number[] =>
    ['ann', 'bob'].map((name) => JSON.stringify(states.accounts.get(name)).length);
  const bytesMax = 8160;
  for (let index = 0; index < 40_000; index += 1) {
    const atMs = startMs + index * 240_000;
    const amountMinor = 1 + ((index * 7919 * 104_729) % 9_000_000_000_000);
    observe(states, { ...payment('ann', `payee ${index}`, atMs, amountMinor), deviceId: 'phone' });
    observe(states, payment(`payer ${index}`, 'ann', atMs, amountMinor));
    observe(states, payment('ann', 'bob', atMs, amountMinor));
  }
  for (const size of bytes()) expect(size).toBeLessThan(bytesMax);
  expect(JSON.stringify([...states.origins]).length).toBeLessThan(bytesMax);
});
