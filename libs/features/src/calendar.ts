const hourMs = 3_600_000;
const hoursPerDay = 24;
const daysPerWeek = 7;
/** 1 January 1970 was a Thursday. */
const epochWeekday = 4;

/** 0 to 23 in UTC, before 1970 too. */
export function hourOf(atMs: number): number {
  return modulo(Math.floor(atMs / hourMs), hoursPerDay);
}

/** 0 (Sunday) to 6 in UTC, before 1970 too. */
export function weekdayOf(atMs: number): number {
  return modulo(Math.floor(atMs / (hourMs * hoursPerDay)) + epochWeekday, daysPerWeek);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
