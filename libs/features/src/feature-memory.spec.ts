import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue, type FeatureName, featureNames, neverSeconds } from './catalogue.js';
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
});

const named = (vector: readonly number[]): Record<FeatureName, number> =>
  Object.fromEntries(featureNames.map((name, index) => [name, vector[index]])) as Record<FeatureName, number>;

/** The features of the last payment of a log. */
const lastOf = (...log: PaymentFacts[]): Record<FeatureName, number> => {
  const states = emptyStates();
  return named(log.map((each) => observe(states, each)).at(-1)!);
};

describe('the first payment of two strangers', () => {
  test('knows nothing of the past', () => {
    expect(lastOf(payment('ann', 'bob'))).toEqual({
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
  test.each<[string, number, Partial<Record<FeatureName, number>>]>([
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
});
const anyLog = fc.array(anyPayment, { maxLength: 60, size: 'max' });

const hourOf = (each: PaymentFacts): number => Math.floor(each.occurredAtMs / hourMs);

/** Recomputes what depends on the past from all earlier payments, by the words of docs/reference/features.md. */
function recomputed(log: readonly PaymentFacts[], index: number): Partial<Record<FeatureName, number>> {
  const now = log[index]!;
  const earlier = log.slice(0, index);
  const payerId = now.payer.accountId;
  const payeeId = now.payee.accountId;
  const inWindow = (events: readonly PaymentFacts[]): PaymentFacts[] => {
    const newest = Math.max(...events.map(hourOf));
    return events.filter(
      (each) => hourOf(each) <= hourOf(now) && hourOf(each) > hourOf(now) - 24 && hourOf(each) > newest - 24,
    );
  };
  const sum = (events: readonly PaymentFacts[]): number =>
    events.reduce((total, each) => total + each.amountMinor, 0);
  const paid = earlier.filter(({ payer }) => payer.accountId === payerId);
  const paid24 = inWindow(paid);
  const received24 = inWindow(earlier.filter(({ payee }) => payee.accountId === payerId));
  const payeeReceived24 = inWindow(earlier.filter(({ payee }) => payee.accountId === payeeId));
  const first = earlier.find(({ payer, payee }) => [payer.accountId, payee.accountId].includes(payeeId));
  const lastPaidMs = Math.max(...paid.map(({ occurredAtMs }) => occurredAtMs));
  return {
    payer_seconds_since_paid:
      paid.length === 0 ? neverSeconds : Math.max(0, now.occurredAtMs - lastPaidMs) / 1000,
    payer_paid_count_24h: paid24.length,
    payer_paid_sum_24h: sum(paid24),
    pass_through_share_24h: received24.length === 0 ? 0 : now.amountMinor / sum(received24),
    payee_received_count_24h: payeeReceived24.length,
    payee_seconds_known: first === undefined ? 0 : Math.max(0, now.occurredAtMs - first.occurredAtMs) / 1000,
    pair_payments: paid.filter(({ payee }) => payee.accountId === payeeId).length,
  };
}

const throughJson = (states: EntityStates): EntityStates => ({
  accounts: new Map(JSON.parse(JSON.stringify([...states.accounts]))),
  pairs: new Map(JSON.parse(JSON.stringify([...states.pairs]))),
});

describe('for any log', () => {
  test('the vectors equal a recomputation over all earlier payments', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const states = emptyStates();
        log.forEach((each, index) => {
          expect(named(observe(states, each))).toMatchObject(recomputed(log, index));
        });
      }),
    );
  });

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
  for (let index = 0; index < 2000; index += 1)
    observe(states, payment('ann', 'bob', startMs + index * 600_000));
  expect(states.accounts.get('ann')?.paid).toHaveLength(24);
  expect(states.accounts.get('bob')?.received).toHaveLength(24);
  expect(states.accounts.size + states.pairs.size).toBe(3);
});
