import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PendingLabel, PendingLabels } from './pending-labels.js';

describe('pending labels', () => {
  it('come in the order in which they become known, then of adding, and none before its time', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 20 }), (knownAt, atMs) => {
        const pending = new PendingLabels();
        const labels = knownAt.map((knownAtMs, order): PendingLabel => ({
          knownAtMs,
          isFraud: order % 2 === 0,
          keys: {} as never,
        }));
        for (const label of labels) pending.add(label);
        const sorted = labels.toSorted((one, other) => one.knownAtMs - other.knownAtMs);
        const early = sorted.filter(({ knownAtMs }) => knownAtMs <= atMs);
        expect([...pending.knownAt(atMs)].map((label) => labels.indexOf(label))).toEqual(
          early.map((label) => labels.indexOf(label)),
        );
        expect([...pending.knownAt(20)]).toEqual(sorted.slice(early.length));
      }),
    );
  });
});
