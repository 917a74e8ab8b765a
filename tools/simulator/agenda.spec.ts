import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Agenda } from './agenda.js';
import { minuteMs } from './calendar.js';
import type { Intent } from './payment.js';

const account = { name: 'C1', balanceMinor: 0 };
const intent = (atMs: number, amountMinor: number): Intent => ({
  atMs,
  payer: account,
  payee: account,
  type: 'transfer',
  amountMinor,
  origin: null,
  fraud: null,
});

describe('the agenda', () => {
  it('gives every plan in the order of time, then of planning, also those made on the way', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5 * minuteMs }), { maxLength: 40 });
    const delays = fc.array(fc.integer({ min: 0, max: 2 * minuteMs }), { maxLength: 10 });
    fc.assert(
      fc.property(times, delays, (starts, later) => {
        const agenda = new Agenda(0);
        starts.forEach((atMs, order) => {
          agenda.plan(intent(atMs, order));
        });
        const taken: Intent[] = [];
        for (let next = agenda.takeBefore(9 * minuteMs); next !== null;) {
          taken.push(next);
          const delay = later[taken.length - 1];
          if (delay !== undefined) agenda.plan(intent(next.atMs + delay, agenda.planned));
          next = agenda.takeBefore(9 * minuteMs);
        }
        const sorted = taken.toSorted(
          (one, other) => one.atMs - other.atMs || Number(one.amountMinor) - Number(other.amountMinor),
        );
        expect(taken).toEqual(sorted);
        expect(taken.length + [...later.keys()].length).toBeGreaterThanOrEqual(starts.length);
      }),
    );
  });

  it('keeps what lies beyond the end', () => {
    const agenda = new Agenda(0);
    agenda.plan(intent(minuteMs, 1));
    expect(agenda.takeBefore(minuteMs)).toBeNull();
    expect(agenda.takeBefore(2 * minuteMs)?.atMs).toBe(minuteMs);
  });

  it('refuses the past', () => {
    const agenda = new Agenda(0);
    agenda.plan(intent(2 * minuteMs, 1));
    agenda.takeBefore(3 * minuteMs);
    expect(() => {
      agenda.plan(intent(minuteMs, 1));
    }).toThrow('nobody pays in the past');
  });
});
