import type { Money } from '../api/case.js';

const hourMs = 3_600_000;

/** Minor units as people write them: £2,500.00. */
export function moneyText({ value, currency }: Money): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(value / 100);
}

/** How long from one time to another: 45 min, 7 h, 3 d. */
export function spanText(fromMs: number, toMs: number): string {
  const hours = (toMs - fromMs) / hourMs;
  if (hours <= 0) return 'none';
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}

/** A code such as account_takeover in words. */
export function wordsOf(code: string): string {
  return code.replaceAll('_', ' ');
}

/** The end of a long id, which tells it from others. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

/** A day, as `28 Nov 2026`. */
export function dayText(time: string): string {
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** The day of a moment in UTC, as the APIs write it. */
export function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
