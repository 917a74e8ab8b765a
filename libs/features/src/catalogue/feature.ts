import type { Window } from '../flow.js';
import type { Past } from '../past.js';
import type { PaymentFacts } from '../payment-facts.js';

type Unit =
  'minor units' | 'ratio' | 'count' | 'seconds' | 'hour' | 'weekday' | 'deviations' | 'steps' | 'yes or no';

/** One feature of the catalogue. */
export interface Feature {
  readonly name: string;
  readonly meaning: string;
  readonly unit: Unit;
  readonly entity: 'payment' | 'payer' | 'payee' | 'pair' | 'device' | 'address';
  readonly window: Window | 'all time' | 'none';
  /** The version of the catalogue that gave the feature its present meaning. */
  readonly version: number;
  /** Always finite. */
  readonly value: (payment: PaymentFacts, past: Past) => number;
}

/** Stands for "never happened before" where a number of seconds is asked for: ten years. */
export const neverSeconds = 315_360_000;

/** Seconds from an earlier time to a later one: none below 0, and ten years when the earlier never was. */
export function secondsSince(previousMs: number | null | undefined, atMs: number): number {
  if (previousMs === null || previousMs === undefined) return neverSeconds;
  return Math.min(Math.max(0, (atMs - previousMs) / 1000), neverSeconds);
}

/** Seconds that something is known; 0 for what was never seen. */
export function secondsKnown(firstSeenMs: number | undefined, atMs: number): number {
  return firstSeenMs === undefined ? 0 : Math.max(0, (atMs - firstSeenMs) / 1000);
}

export function ratio(part: number, whole: number): number {
  return whole <= 0 ? 0 : part / whole;
}
