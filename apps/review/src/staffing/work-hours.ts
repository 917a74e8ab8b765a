export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const weekHours = 168;

/** When analysts work, in UTC: the same hours each day, or each day from Monday to Friday. */
export interface WorkHours {
  readonly from: number;
  /** Up to and without this hour; 24 for midnight. */
  readonly to: number;
  readonly isOnWeekends: boolean;
}

/** The first time from one on at which somebody works; time 0 is a Monday at 00:00. */
export function nextWorkAt(atMs: number, { from, to, isOnWeekends }: WorkHours): number {
  for (let day = Math.floor(atMs / dayMs); ; day += 1) {
    const isWorked = isOnWeekends || day % 7 < 5;
    const candidate = Math.max(atMs, day * dayMs + from * hourMs);
    if (isWorked && candidate < day * dayMs + to * hourMs) return candidate;
  }
}
