import assert from 'node:assert';
import { drawPoisson, randomNumbers } from './random-numbers.js';
import { WaitingLine } from './waiting-line.js';
import { hourMs, nextWorkAt, weekHours, type WorkHours } from './work-hours.js';

export interface QueueModel {
  readonly analysts: number;
  readonly hours: WorkHours;
  /** Mean number of new cases for each hour of the week, from Monday at 00:00 UTC. */
  readonly arrivalsByHour: readonly number[];
  /** Samples to draw from: how long a case takes, and how long after its arrival its deadline is. */
  readonly handlingMs: readonly number[];
  readonly deadlineMs: readonly number[];
  readonly weeks: number;
  readonly seed: number;
}

/** What became of the cases of some simulated weeks. */
export interface QueueForecast {
  readonly arrived: number;
  /** Judged before their deadline, and not. Cases whose deadline is later than the end are in neither. */
  readonly inTime: number;
  readonly missed: number;
  readonly left: number;
  /** Mean number of cases that wait, for each hour of the week. */
  readonly waitingByHour: readonly number[];
  readonly waitingMax: number;
  /** From arrival until somebody begins, of those that were judged. */
  readonly waitMedianMs: number | null;
  readonly waitP90Ms: number | null;
  /** Share of the analysts' hours in which they judged; may pass 1 by what they finish after hours. */
  readonly utilisation: number;
}

interface SimulatedCase {
  readonly atMs: number;
  readonly deadlineAt: number;
  readonly handlingMs: number;
}

/**
 * Simulates a queue whose cases arrive at random with the rates of their hours, and are taken by the next deadline.
 *
 * An analyst who is free takes a case during work hours, finishes it, and takes none that would be late anyway: that
 * one leaves the queue at its deadline, when the policy acts. The same seed gives the same weeks whatever the staff.
 */
export function simulateQueue(model: QueueModel): QueueForecast {
  assert(model.arrivalsByHour.length === weekHours, 'arrivals are given for each hour of a week');
  const endMs = model.weeks * weekHours * hourMs;
  const arrivals = drawArrivals(model);
  const ledger = new QueueLedger(endMs);
  const line = new WaitingLine<SimulatedCase>();
  const freeAt = Array.from({ length: model.analysts }, () => 0);
  let nowMs = 0;
  let next = 0;
  for (;;) {
    const analyst = firstFree(freeAt);
    const freeMs = freeAt[analyst];
    const startMs =
      line.length === 0 || freeMs === undefined ? Infinity : nextWorkAt(Math.max(nowMs, freeMs), model.hours);
    const arriving = arrivals[next];
    if (arriving !== undefined && arriving.atMs <= startMs) {
      line.add(arriving);
      nowMs = arriving.atMs;
      next += 1;
      continue;
    }
    if (startMs >= endMs) break;
    nowMs = startMs;
    const taken = line.take();
    if (taken === undefined) break;
    if (nowMs + taken.handlingMs > taken.deadlineAt) ledger.miss(taken);
    else {
      freeAt[analyst] = nowMs + taken.handlingMs;
      ledger.judge(taken, nowMs);
    }
  }
  for (let rest = line.take(); rest !== undefined; rest = line.take()) ledger.miss(rest);
  return { arrived: arrivals.length, ...ledger.report(workMs(model)) };
}

function drawArrivals({ arrivalsByHour, handlingMs, deadlineMs, weeks, seed }: QueueModel): SimulatedCase[] {
  const random = randomNumbers(seed);
  const draw = (samples: readonly number[]): number => {
    const sample = samples[Math.floor(random() * samples.length)];
    assert(sample !== undefined && sample >= 0, 'there are samples, of times that are not negative');
    return sample;
  };
  const cases: SimulatedCase[] = [];
  for (let hour = 0; hour < weeks * weekHours; hour += 1) {
    const count = drawPoisson(arrivalsByHour[hour % weekHours] ?? 0, random);
    for (let index = 0; index < count; index += 1) {
      const atMs = (hour + random()) * hourMs;
      cases.push({ atMs, deadlineAt: atMs + draw(deadlineMs), handlingMs: draw(handlingMs) });
    }
  }
  return cases.sort((one, other) => one.atMs - other.atMs);
}

function firstFree(freeAt: readonly number[]): number {
  let first = 0;
  for (const [analyst, ms] of freeAt.entries()) if (ms < (freeAt[first] ?? Infinity)) first = analyst;
  return first;
}

function workMs({ analysts, hours: { from, to, isOnWeekends }, weeks }: QueueModel): number {
  return analysts * (to - from) * (isOnWeekends ? 7 : 5) * weeks * hourMs;
}

/** Adds up what becomes of each case. */
class QueueLedger {
  private readonly waits: number[] = [];
  private readonly waitedMs: number[];
  private readonly changes: [atMs: number, by: 1 | -1][] = [];
  private missed = 0;
  private left = 0;
  private workedMs = 0;

  constructor(private readonly endMs: number) {
    this.waitedMs = Array.from({ length: weekHours }, () => 0);
  }

  judge({ atMs, handlingMs }: SimulatedCase, startMs: number): void {
    this.waits.push(startMs - atMs);
    this.workedMs += handlingMs;
    this.wait(atMs, startMs);
  }

  /** A case that nobody takes: it waits until its deadline, or is left at the end. */
  miss({ atMs, deadlineAt }: SimulatedCase): void {
    if (deadlineAt <= this.endMs) this.missed += 1;
    else this.left += 1;
    this.wait(atMs, Math.min(deadlineAt, this.endMs));
  }

  report(workMs: number): Omit<QueueForecast, 'arrived'> {
    const waits = this.waits.sort((one, other) => one - other);
    const at = (share: number): number | null => waits[Math.floor(share * (waits.length - 1))] ?? null;
    const weeks = this.endMs / (weekHours * hourMs);
    return {
      inTime: waits.length,
      missed: this.missed,
      left: this.left,
      waitingByHour: this.waitedMs.map((ms) => ms / (weeks * hourMs)),
      waitingMax: this.longest(),
      waitMedianMs: at(0.5),
      waitP90Ms: at(0.9),
      utilisation: workMs === 0 ? 0 : this.workedMs / workMs,
    };
  }

  private wait(fromMs: number, toMs: number): void {
    this.changes.push([fromMs, 1], [toMs, -1]);
    for (let hour = Math.floor(fromMs / hourMs); hour * hourMs < toMs; hour += 1) {
      const shared = Math.min(toMs, (hour + 1) * hourMs) - Math.max(fromMs, hour * hourMs);
      this.waitedMs[hour % weekHours] = (this.waitedMs[hour % weekHours] ?? 0) + shared;
    }
  }

  /** Who leaves at the moment that another comes has left before. */
  private longest(): number {
    let [length, longest] = [0, 0];
    for (const [, by] of this.changes.sort(
      ([one, first], [other, second]) => one - other || first - second,
    )) {
      length += by;
      longest = Math.max(longest, length);
    }
    return longest;
  }
}
