import type { Random } from './random.js';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A day of the simulation; days begin at midnight UTC. */
export interface Day {
  /** 0 for the first. */
  readonly index: number;
  readonly startMs: number;
  readonly dayOfMonth: number;
  /** 0 for Sunday. */
  readonly weekday: number;
  readonly isWeekend: boolean;
}

export function dayOf(fromMs: number, index: number): Day {
  const startMs = fromMs + index * dayMs;
  const date = new Date(startMs);
  const weekday = date.getUTCDay();
  return {
    index,
    startMs,
    dayOfMonth: date.getUTCDate(),
    weekday,
    isWeekend: weekday === 0 || weekday === 6,
  };
}

/** The midnight before a time. */
export function dayStart(atMs: number): number {
  return atMs - (atMs % dayMs);
}

/** A moment at which somebody is up: morning, afternoon and evening have a peak each; owls live hours later. */
export function wakingMoment(random: Random, dayStartMs: number, hoursLater: number): number {
  const part = random.share();
  const peak = part < 0.2 ? 8.5 : part < 0.65 ? 13.5 : 19;
  const spread = part < 0.2 ? 1 : part < 0.65 ? 2.5 : 1.8;
  return momentAt(dayStartMs, peak + hoursLater + spread * random.normal());
}

/** A moment in office hours. */
export function officeMoment(random: Random, dayStartMs: number): number {
  return momentAt(dayStartMs, random.between(9, 17));
}

/** A moment in the first hours of the day, when banks run salaries and standing orders. */
export function bankMoment(random: Random, dayStartMs: number): number {
  return momentAt(dayStartMs, random.between(0.2, 6));
}

/** Hours before or after the day are taken from its other end. */
function momentAt(dayStartMs: number, hour: number): number {
  const within = ((hour % 24) + 24) % 24;
  return dayStartMs + Math.floor(within * hourMs);
}
