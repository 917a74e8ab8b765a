import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emptyStates, type EntityStates, featureNames, learn, observe, stateKeys } from '@paymo/features';
import { type Labelled, recomputed } from './recompute-vector.js';

const paymentTypes = ['transfer', 'payment', 'cash_out', 'cash_in', 'debit', 'payout'] as const;
const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 15, 12);
const party = (ids: string[]) =>
  fc.record({
    accountId: fc.constantFrom(...ids),
    kind: fc.constantFrom('customer' as const, 'merchant' as const),
    balanceMinor: fc.integer({ min: -1000, max: 9_000_000 }),
  });

/** Logs with many ties, times in disorder over `days`, labels that come at once or later, and two wars of beliefs. */
const anyLog = (ids: string[], days: number, maxLength: number) =>
  fc.array(
    fc.record({
      payer: party(ids),
      payee: party(ids),
      type: fc.constantFrom(...paymentTypes),
      amountMinor: fc.integer({ min: 1, max: 2_000_000 }),
      occurredAtMs: fc.integer({ min: 0, max: days * 96 }).map((step) => startMs + step * 15 * minuteMs),
      deviceId: fc.constantFrom(null, 'phone', 'tablet'),
      ipAddress: fc.constantFrom(null, '10.0.0.1'),
      label: fc.constantFrom(null, true, false),
      labelledAfter: fc.integer({ min: 1, max: 10 }),
    }),
    { maxLength, size: 'max' },
  );

const throughJson = (states: EntityStates): EntityStates => ({
  accounts: new Map(JSON.parse(JSON.stringify([...states.accounts]))),
  pairs: new Map(JSON.parse(JSON.stringify([...states.pairs]))),
  origins: new Map(JSON.parse(JSON.stringify([...states.origins]))),
});

describe('for any log, with ties, disorder and labels that come later', () => {
  const cases: [string, string[], number, number][] = [
    ['of three accounts over three days', ['ann', 'bob', 'cyd'], 3, 60],
    ['of three accounts over forty days', ['ann', 'bob', 'cyd'], 40, 60],
    ['of more accounts than are remembered', Array.from({ length: 40 }, (_, i) => `acc${i}`), 2, 90],
  ];
  test.each(cases)('%s, every vector equals a recomputation', (_kind, ids, days, maxLength) => {
    fc.assert(
      fc.property(anyLog(ids, days, maxLength), (log) => {
        let states = emptyStates();
        const labelled: Labelled[] = [];
        log.forEach((now, index) => {
          for (const earlier of log.slice(0, index)) {
            const isDue = log.indexOf(earlier) + earlier.labelledAfter === index;
            if (!isDue || earlier.label === null) continue;
            learn(states, stateKeys(earlier), { isFraud: earlier.label, before: null });
            labelled.push({ payment: earlier, isFraud: earlier.label });
          }
          const vector = observe(states, now);
          const values = Object.fromEntries(featureNames.map((name, place) => [name, vector[place]!]));
          for (const [name, expected] of Object.entries(recomputed(log.slice(0, index), labelled, now))) {
            expect([name, values[name]]).toEqual([name, expect.closeTo(expected, 6)]);
          }
          states = throughJson(states);
        });
      }),
      { numRuns: 20 },
    );
  });

  test('the recomputation covers every feature that looks back', () => {
    const ofNow = ['amount', 'is_transfer', 'is_cash_out', 'is_round_amount', 'hour_of_day', 'day_of_week'];
    const ofBalances = ['payer_balance', 'balance_share', 'payee_balance', 'payee_is_merchant'];
    const now = { ...fc.sample(anyLog(['ann', 'bob'], 1, 5), 50).find((log) => log.length > 0)![0]! };
    const covered = Object.keys(recomputed([], [], now));
    expect([...covered, ...ofNow, ...ofBalances].sort()).toEqual([...featureNames].sort());
  });
});
