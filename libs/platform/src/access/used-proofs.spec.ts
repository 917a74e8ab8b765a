import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UsedProofs } from './used-proofs.js';

describe('proofs that were used', () => {
  it('are remembered for their life at least, whenever they came', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(pauses, (between) => {
        const proofs = new UsedProofs(100);
        const usedAtMs: number[] = [];
        let nowMs = 0;
        for (const pauseMs of between) {
          nowMs += pauseMs;
          for (const [index, atMs] of usedAtMs.entries()) {
            if (nowMs - atMs < 100) expect(proofs.add(String(index), nowMs)).toBe(false);
          }
          expect(proofs.add(String(usedAtMs.length), nowMs)).toBe(true);
          usedAtMs.push(nowMs);
        }
      }),
    );
  });

  it('are forgotten after twice that', () => {
    const proofs = new UsedProofs(100);
    proofs.add('a', 0);
    expect([proofs.add('b', 100), proofs.add('a', 200)]).toEqual([true, true]);
  });
});
