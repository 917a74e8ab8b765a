const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** 1970 began on a Thursday. */
const firstMondayMs = 4 * dayMs;
/** Events older than that before what is learnt ends count for nothing any more. */
const windowMs = 90 * dayMs;
/** A bank with fewer days behind it learns every night. */
const daysMin = 28;

/** What a run learns from: events from the beginning of a window until a moment. */
export interface LearntPeriod {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * What a run at a moment learns from: all until then while the bank is young, and until the beginning of the week once
 * four weeks lie behind it. In between, the nights of a week learn from the same events.
 *
 * @param days that have events, as `2026-11-25`
 */
export function learntPeriod(asOfMs: number, days: readonly string[]): LearntPeriod {
  const monday = Math.floor((asOfMs - firstMondayMs) / weekMs) * weekMs + firstMondayMs;
  const isBehind = (day: string): boolean => {
    const at = Date.parse(day);
    return at >= monday - windowMs && at < monday;
  };
  const untilMs = days.filter(isBehind).length < daysMin ? asOfMs : monday;
  return { fromMs: untilMs - windowMs, untilMs };
}
