import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultRun, victims } from './fault-schedule.js';

describe('a schedule of faults', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  const accounts = fc.integer({ min: 2, max: 50 });

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), accounts, (seed, index, count) => {
        expect(faultRun(seed, index, count)).toEqual(faultRun(seed, index, count));
      }),
    );
  });

  it('asks only for what can be done', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), accounts, (seed, index, count) => {
        const { operations, afterMs } = faultRun(seed, index, count);
        expect(operations.length).toBeGreaterThan(0);
        expect(afterMs).toBeGreaterThanOrEqual(0);
        for (const operation of operations) {
          if (operation.kind === 'refund') expect(operation.share).toBeLessThan(1);
          else {
            const payee = operation.kind === 'pay' ? operation.payee : -1;
            expect(operation.payer).not.toBe(payee);
            expect(Math.max(operation.payer, payee)).toBeLessThan(count);
            expect(operation.amountMinor).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  it('has an operation of the kind that the kill waits for, and waits for each kind', () => {
    const runs = Array.from({ length: 100 }, (_, index) => faultRun(1, index, 10));
    for (const { from, operations } of runs) expect(operations.map(({ kind }) => kind)).toContain(from);
    expect(new Set(runs.map(({ from }) => from))).toEqual(new Set(['pay', 'sign', 'refund']));
  });

  it('kills every process in a hundred runs', () => {
    const killed = new Set(Array.from({ length: 100 }, (_, index) => faultRun(1, index, 10).victim));
    expect(killed).toEqual(new Set(victims));
  });
});
