const msPerHour = 3_600_000;
const hoursKept = 24;

/** Per hour that saw an event: the hour since the epoch, the number of events, their sum in minor units. */
type HourBucket = readonly [hour: number, count: number, sumMinor: number];

/**
 * Count and sum over the last 24 hours in hourly buckets: the hour of the event and the 23 before it.
 *
 * Bounded at 24 buckets whatever the traffic. Events of one instant see those that came before them
 * in the log; a late event is added to its own hour, and forgotten when that hour is no longer kept.
 */
export type DayWindow = readonly HourBucket[];

export interface WindowTotals {
  readonly count: number;
  readonly sumMinor: number;
}

export function totalsAt(window: DayWindow, atMs: number): WindowTotals {
  const hour = Math.floor(atMs / msPerHour);
  let count = 0;
  let sumMinor = 0;
  for (const bucket of window) {
    if (bucket[0] <= hour && bucket[0] > hour - hoursKept) {
      count += bucket[1];
      sumMinor += bucket[2];
    }
  }
  return { count, sumMinor };
}

export function withEvent(window: DayWindow, atMs: number, amountMinor: number): DayWindow {
  const hour = Math.floor(atMs / msPerHour);
  const newest = Math.max(hour, window.at(-1)?.[0] ?? hour);
  const kept: HourBucket[] = [];
  let added = hour <= newest - hoursKept;

  for (const bucket of window) {
    if (bucket[0] <= newest - hoursKept) continue;
    if (!added && bucket[0] > hour) {
      kept.push([hour, 1, amountMinor]);
      added = true;
    }
    if (!added && bucket[0] === hour) {
      kept.push([hour, bucket[1] + 1, bucket[2] + amountMinor]);
      added = true;
    } else {
      kept.push(bucket);
    }
  }
  if (!added) kept.push([hour, 1, amountMinor]);
  return kept;
}
