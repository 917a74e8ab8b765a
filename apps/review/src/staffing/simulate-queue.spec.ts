import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type QueueModel, simulateQueue } from './simulate-queue.js';
import { dayMs, hourMs, nextWorkAt, weekHours } from './work-hours.js';

const always = { from: 0, to: 24, isOnWeekends: true };
const office = { from: 9, to: 17, isOnWeekends: false };
const evenly = (perHour: number): number[] => Array.from({ length: weekHours }, () => perHour);

function queue(change: Partial<QueueModel>): ReturnType<typeof simulateQueue> {
  return simulateQueue({
    analysts: 1,
    hours: always,
    arrivalsByHour: evenly(1),
    handlingMs: [360_000],
    deadlineMs: [4 * dayMs],
    weeks: 4,
    seed: 1,
    ...change,
  });
}

describe('work hours', () => {
  const at = (day: number, hour: number): number => day * dayMs + hour * hourMs;

  it.each([
    ['at once during them', at(0, 10), at(0, 10)],
    ['in the morning before them', at(0, 3), at(0, 9)],
    ['the next day after them', at(1, 17), at(2, 9)],
    ['on Monday after Friday', at(4, 18), at(7, 9)],
    ['on Monday from the weekend', at(6, 12), at(7, 9)],
  ])('begin %s', (_, from, expected) => {
    expect(nextWorkAt(from, office)).toBe(expected);
  });
});

describe('a simulated queue', () => {
  it('waits as long as theory says: half a case on average at half load, and half an hour for each', () => {
    // M/D/1: mean queue ρ² / 2(1 − ρ) = 0.25 with ρ = 0.5 (Pollaczek–Khinchine).
    const { waitingByHour } = queue({ arrivalsByHour: evenly(5), weeks: 100 });
    const mean = waitingByHour.reduce((sum, each) => sum + each, 0) / weekHours;
    expect(mean).toBeGreaterThan(0.23);
    expect(mean).toBeLessThan(0.27);
  });

  it('works as much as comes', () => {
    const { utilisation, arrived } = queue({ arrivalsByHour: evenly(5), weeks: 20 });
    expect(utilisation).toBeCloseTo(arrived / 10 / (20 * weekHours), 2);
  });

  it('misses every deadline without analysts', () => {
    const { arrived, inTime, missed, left, waitMedianMs } = queue({ analysts: 0 });
    expect([inTime, missed + left, waitMedianMs]).toEqual([0, arrived, null]);
    expect(missed).toBeGreaterThan(left);
  });

  it('keeps what comes at night until the morning', () => {
    const night = evenly(0).map((_, hour) => (hour % 24 === 2 ? 10 : 0));
    const { waitingByHour, missed } = queue({ arrivalsByHour: night, hours: office, analysts: 10 });
    expect(waitingByHour[8]).toBeGreaterThan(5);
    expect(waitingByHour[11]).toBeLessThan(1);
    expect(missed).toBe(0);
  });

  it('takes the next deadline first, and lets go what would be late', () => {
    // Twenty cases an hour of six minutes each: half of them cannot be judged within their two hours.
    const { arrived, inTime, missed } = queue({ arrivalsByHour: evenly(20), deadlineMs: [2 * hourMs] });
    expect(inTime / arrived).toBeGreaterThan(0.48);
    expect(inTime / arrived).toBeLessThan(0.52);
    expect(missed).toBeGreaterThan(0);
  });

  const model = fc.record({
    analysts: fc.nat(6),
    hours: fc.record({ from: fc.nat(11), to: fc.integer({ min: 12, max: 24 }), isOnWeekends: fc.boolean() }),
    arrivalsByHour: fc.array(fc.double({ min: 0, max: 3, noNaN: true }), {
      minLength: weekHours,
      maxLength: weekHours,
    }),
    handlingMs: fc.array(fc.nat(3 * hourMs), { minLength: 1, maxLength: 5 }),
    deadlineMs: fc.array(fc.nat(5 * dayMs), { minLength: 1, maxLength: 5 }),
    weeks: fc.constant(1),
    seed: fc.nat(),
  });

  it('loses no case, and answers the same to the same seed', () => {
    fc.assert(
      fc.property(model, (given) => {
        const forecast = simulateQueue(given);
        expect(forecast.inTime + forecast.missed + forecast.left).toBe(forecast.arrived);
        expect(forecast.waitingMax).toBeLessThanOrEqual(forecast.arrived);
        expect(forecast.waitingByHour.every((each) => each >= 0)).toBe(true);
        expect(simulateQueue(given)).toEqual(forecast);
      }),
      { numRuns: 50 },
    );
  });

  it('has the same cases whatever the staff, and judges all with enough of it', () => {
    fc.assert(
      fc.property(model, (given) => {
        const arrived = simulateQueue({ ...given, analysts: 0 }).arrived;
        const plenty = simulateQueue({
          ...given,
          analysts: arrived,
          hours: always,
          deadlineMs: [3 * hourMs],
        });
        expect(plenty.arrived).toBe(arrived);
        expect([plenty.missed, plenty.waitP90Ms ?? 0]).toEqual([0, 0]);
      }),
      { numRuns: 20 },
    );
  });
});
