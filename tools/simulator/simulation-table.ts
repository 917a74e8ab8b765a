import Table from 'cli-table3';
import type { SimulationReport } from './simulation-summary.js';

export function simulationTable(
  report: SimulationReport,
  format: (minor: number, currency: string) => string,
): string {
  const money = (minor: number): string => format(minor, 'GBP');
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['payments', `${report.payments} (${money(report.moneyMinor)})`],
    ['frauds', `${report.frauds} (${money(report.fraudMoneyMinor)}), ${percent(report.fraudShare)}`],
  );
  for (const [typology, { payments, moneyMinor }] of Object.entries(report.byTypology))
    table.push([`  ${typology}`, `${payments} (${money(moneyMinor)})`]);
  table.push(
    ['labels that become known', percent(report.labelledShare)],
    ['payments a second', String(report.paymentsPerS)],
  );
  return table.toString();
}
