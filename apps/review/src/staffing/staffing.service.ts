import { Injectable } from '@nestjs/common';
import { Database, PaymoError } from '@paymo/platform';
import { type QueueForecast, simulateQueue } from './simulate-queue.js';
import * as sql from './staffing-statements.js';
import { dayMs, weekHours, type WorkHours } from './work-hours.js';

const samplesMax = 5000;
/** From fewer measured cases nothing is drawn. */
const measuredMin = 20;
const usualHandlingMs = 6 * 60_000;
const simulatedWeeks = 4;
/** Bounds what one request may cost: the service answers nothing else meanwhile. */
const casesMax = 50_000;
const seed = 1;

export interface StaffingQuestion extends WorkHours {
  readonly analysts: number;
  /** How many of the last days arrivals and times are taken from. */
  readonly days: number;
  /** Cases a day instead of as many as came, spread as they came. */
  readonly casesADay?: number | undefined;
}

interface Scenario extends Omit<QueueForecast, 'waitingByHour'> {
  readonly analysts: number;
  /** Of the cases whose deadline came; null when there were none. */
  readonly shareInTime: number | null;
  readonly waitingMean: number;
  readonly waitingByHour: readonly number[];
}

export interface StaffingForecast {
  readonly casesADay: number;
  readonly weeks: number;
  /** Verdicts whose time was measured; with fewer than 20 each case takes six minutes. */
  readonly measured: number;
  readonly handlingMeanMs: number;
  /** With one and two analysts less and more, too. */
  readonly scenarios: readonly Scenario[];
}

/** Forecasts the queue with so many analysts, from how cases came and how long they took. */
@Injectable()
export class StaffingService {
  constructor(private readonly database: Database) {}

  /** @throws PaymoError `request.invalid` when more cases would be simulated than one request may cost */
  async forecast({ analysts, days, casesADay, ...hours }: StaffingQuestion): Promise<StaffingForecast> {
    const since = new Date(Date.now() - days * dayMs);
    const [arrivals, samples] = await Promise.all([
      this.database.query<sql.ArrivalRow>(sql.arrivalsByHour, [since]),
      this.database.query<sql.SampleRow>(sql.latestCases, [since, samplesMax]),
    ]);
    const measured = samples.flatMap(({ dwell_ms: ms }) => ms ?? []);
    const handlingMs = measured.length < measuredMin ? [usualHandlingMs] : measured;
    const deadlineMs = samples.length === 0 ? [dayMs] : samples.map(({ deadline_ms: ms }) => ms);
    const arrivalsByHour = spread(arrivals, days, casesADay);
    const aDay = sumOf(arrivalsByHour) / 7;
    if (aDay * 7 * simulatedWeeks > casesMax)
      throw new PaymoError(
        'request.invalid',
        `A forecast is for up to ${casesMax / 7 / simulatedWeeks} cases a day.`,
      );
    const staffs = [-2, -1, 0, 1, 2].map((more) => analysts + more).filter((count) => count > 0);
    const model = { hours, arrivalsByHour, handlingMs, deadlineMs, weeks: simulatedWeeks, seed };
    return {
      casesADay: aDay,
      weeks: simulatedWeeks,
      measured: measured.length,
      handlingMeanMs: sumOf(handlingMs) / handlingMs.length,
      scenarios: staffs.map((count) => scenarioOf(count, simulateQueue({ ...model, analysts: count }))),
    };
  }
}

/** Mean arrivals for each hour of the week; evenly when nothing came that could say otherwise. */
function spread(rows: readonly sql.ArrivalRow[], days: number, casesADay: number | undefined): number[] {
  const came = Array.from(
    { length: weekHours },
    (_, hour) => rows.find((row) => row.hour === hour)?.cases ?? 0,
  );
  const total = sumOf(came);
  const wanted = (casesADay ?? total / days) * 7;
  return came.map((cases) => wanted * (total === 0 ? 1 / weekHours : cases / total));
}

function scenarioOf(analysts: number, forecast: QueueForecast): Scenario {
  const { inTime, missed, waitingByHour } = forecast;
  const due = inTime + missed;
  return {
    ...forecast,
    analysts,
    shareInTime: due === 0 ? null : inTime / due,
    waitingMean: sumOf(waitingByHour) / weekHours,
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
