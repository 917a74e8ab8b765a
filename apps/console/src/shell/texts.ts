import { moneyText } from '../review/format.js';

/** The bank decides in one currency. */
const currency = 'GBP';

export function poundsText(minor: number): string {
  return moneyText({ value: minor, currency });
}

export function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function timeText(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
