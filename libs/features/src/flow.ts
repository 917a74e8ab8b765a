import { type BucketSeries, totalsOf, withEvent } from './bucket-series.js';
import { metWithin, type RecentParties, withMet } from './recent-parties.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The windows of every velocity, shortest first. */
export const windows = ['1h', '24h', '7d', '30d'] as const;
export type Window = (typeof windows)[number];

/** Money that went one way past an entity: by time at three grains, and by the account on the other side. */
export interface Flow {
  /** Buckets of five minutes, an hour and a day. */
  minutes: BucketSeries;
  hours: BucketSeries;
  days: BucketSeries;
  parties: RecentParties;
}

/** A flow in each of the `windows`. */
export interface FlowTotals {
  readonly counts: readonly number[];
  /** Minor units. */
  readonly sums: readonly number[];
  /** Distinct accounts on the other side, `partiesKept` at most. */
  readonly parties: readonly number[];
}

const none: FlowTotals = { counts: [0, 0, 0, 0], sums: [0, 0, 0, 0], parties: [0, 0, 0, 0] };

const nothing: never[] = [];

export function emptyFlow(): Flow {
  return { minutes: nothing, hours: nothing, days: nothing, parties: nothing };
}

/** Counts a payment whose other side has the code `partyCode`. */
export function flowOn(flow: Flow, atMs: number, amountMinor: number, partyCode: number): void {
  flow.minutes = withEvent(flow.minutes, Math.floor(atMs / (5 * minuteMs)), amountMinor, 12);
  flow.hours = withEvent(flow.hours, Math.floor(atMs / hourMs), amountMinor, 24);
  flow.days = withEvent(flow.days, Math.floor(atMs / dayMs), amountMinor, 30);
  flow.parties = withMet(flow.parties, partyCode, atMs);
}

/**
 * What flowed in the windows that end at `atMs`. Counts and sums are by whole buckets: the bucket of `atMs` and those
 * before it, 12 of five minutes, 24 of an hour, 7 and 30 of a day in UTC. Distinct accounts are by the millisecond.
 */
export function totalsAt(flow: Flow | undefined, atMs: number): FlowTotals {
  if (flow === undefined) return none;
  const hour = totalsOf(flow.minutes, Math.floor(atMs / (5 * minuteMs)), 12);
  const day = totalsOf(flow.hours, Math.floor(atMs / hourMs), 24);
  const week = totalsOf(flow.days, Math.floor(atMs / dayMs), 7);
  const month = totalsOf(flow.days, Math.floor(atMs / dayMs), 30);
  return {
    counts: [hour.count, day.count, week.count, month.count],
    sums: [hour.sumMinor, day.sumMinor, week.sumMinor, month.sumMinor],
    parties: [
      metWithin(flow.parties, atMs, hourMs),
      metWithin(flow.parties, atMs, dayMs),
      metWithin(flow.parties, atMs, 7 * dayMs),
      metWithin(flow.parties, atMs, 30 * dayMs),
    ],
  };
}
