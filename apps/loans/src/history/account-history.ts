import { addMonths, type CivilDate } from '@paymo/lending';

/** What moved on an account in one month, in minor units. */
export interface AccountMonth {
  /** Its first day. */
  readonly month: CivilDate;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  /** The part of `outMinor` that went to merchants and direct debits. */
  readonly committedMinor: bigint;
}

/** What an account's complete months say of its owner. */
export interface IncomeFacts {
  /** Complete months in a row, up to the last one, with money coming in. */
  readonly monthsOfHistory: number;
  /** The median of the last months. */
  readonly incomeMinor: bigint;
  /** The mean of the last months. */
  readonly committedMinor: bigint;
  /** The mean of what came in less what went out. */
  readonly netMinor: bigint;
}

/**
 * Reads income and committed spending out of an account's own history. The current month is not over and does not
 * count; a month without a row had no movement.
 *
 * @param on the day of the application
 * @param monthsMax how many complete months are looked at
 */
export function incomeFacts(history: readonly AccountMonth[], on: CivilDate, monthsMax: number): IncomeFacts {
  const current = `${on.slice(0, 7)}-01`;
  const byMonth = new Map(history.map((each) => [each.month, each]));
  const months = Array.from({ length: monthsMax }, (_, index) => byMonth.get(addMonths(current, -index - 1)));
  const gap = months.findIndex((month) => month === undefined || month.inMinor === 0n);
  const incomes = months.map((month) => month?.inMinor ?? 0n).sort((a, b) => (a < b ? -1 : 1));
  return {
    monthsOfHistory: gap === -1 ? monthsMax : gap,
    incomeMinor: incomes[Math.floor((incomes.length - 1) / 2)] ?? 0n,
    committedMinor: mean(months.map((month) => month?.committedMinor ?? 0n)),
    netMinor: mean(months.map((month) => (month === undefined ? 0n : month.inMinor - month.outMinor))),
  };
}

function mean(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n) / BigInt(amounts.length);
}
