/** What the owner allows to leave an account, in minor units; null for no limit. */
export interface SpendingLimits {
  readonly perPaymentMinor: bigint | null;
  readonly perDayMinor: bigint | null;
  readonly perMonthMinor: bigint | null;
}

export const noLimits: SpendingLimits = { perPaymentMinor: null, perDayMinor: null, perMonthMinor: null };

/** What was sent and has not come back, on one day and in its month; days are those of UTC. */
export interface Spent {
  /** YYYY-MM-DD */
  readonly day: string;
  readonly dayMinor: bigint;
  readonly monthMinor: bigint;
}

type LimitName = 'per_payment' | 'per_day' | 'per_month';

/** A limit that a payment would pass. */
export interface Breach {
  readonly limit: LimitName;
  readonly limitMinor: bigint;
  /** What could still be spent. */
  readonly leftMinor: bigint;
}

/** The limit that a payment of this amount would pass, the narrowest period first; undefined when none. */
export function breachOf(limits: SpendingLimits, spent: Spent, amountMinor: bigint): Breach | undefined {
  const counted: [LimitName, bigint | null, bigint][] = [
    ['per_payment', limits.perPaymentMinor, 0n],
    ['per_day', limits.perDayMinor, spent.dayMinor],
    ['per_month', limits.perMonthMinor, spent.monthMinor],
  ];
  for (const [limit, limitMinor, spentMinor] of counted) {
    if (limitMinor === null || spentMinor + amountMinor <= limitMinor) continue;
    return { limit, limitMinor, leftMinor: leftOf(limitMinor, spentMinor) };
  }
  return undefined;
}

/** What a limit leaves; a limit that was lowered below what is spent leaves nothing. */
export function leftOf(limitMinor: bigint, spentMinor: bigint): bigint {
  return spentMinor >= limitMinor ? 0n : limitMinor - spentMinor;
}

/** The sums as they count on a day: those of a day or month before are over. */
export function spentOn(spent: Spent, day: string): Spent {
  if (day <= spent.day) return spent;
  const isSameMonth = day.slice(0, 7) === spent.day.slice(0, 7);
  return { day, dayMinor: 0n, monthMinor: isSameMonth ? spent.monthMinor : 0n };
}

export function spend(spent: Spent, amountMinor: bigint): Spent {
  const { day, dayMinor, monthMinor } = spent;
  return { day, dayMinor: dayMinor + amountMinor, monthMinor: monthMinor + amountMinor };
}

/** The day of UTC, as YYYY-MM-DD. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** When the day of a moment ends, or its month. */
export function endOf(period: 'day' | 'month', time: Date): Date {
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()];
  return new Date(
    period === 'day' ? Date.UTC(year, month, time.getUTCDate() + 1) : Date.UTC(year, month + 1),
  );
}
