import Table from 'cli-table3';
import type { ReplaySummary } from '../replay/summary.js';

/** Minor units as people write money. */
export function formatMoney(minor: number, currency: string): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(minor / 100);
}

export function summaryTable(summary: ReplaySummary, currency: string): string {
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['payments submitted', String(summary.submitted)],
    ['approved and settled', String(summary.approved)],
    ['held for an analyst', String(summary.held)],
    ['declined', String(summary.declined)],
    ['failed for lack of funds', String(summary.failed)],
    ['expired', String(summary.expired)],
    ['undecided', String(summary.undecided)],
    ['fraud caught', `${summary.fraudCaught} (${formatMoney(summary.fraudCaughtMinor, currency)} saved)`],
    ['fraud that found no money left', String(summary.fraudStarved)],
    ['fraud missed', `${summary.fraudMissed} (${formatMoney(summary.fraudMissedMinor, currency)} lost)`],
    ['good payments held or declined', String(summary.goodStopped)],
    ['decided by model', summary.model],
    ['submit to decision, p50 / p95 / p99', `${summary.p50Ms} / ${summary.p95Ms} / ${summary.p99Ms} ms`],
    ['payments a second', String(summary.paymentsPerS)],
    ['ledger', summary.ledger],
  );
  return table.toString();
}
