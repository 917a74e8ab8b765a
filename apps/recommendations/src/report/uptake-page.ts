import { reportBars, reportPage, reportTable } from '@paymo/platform';
import type { UptakeReport } from './uptake-report.js';

/** The report as a page for product owners. */
export function uptakePage(report: UptakeReport): string {
  const { now, before } = report.lists;
  return reportPage({
    title: 'Recommendations',
    heading: 'What is recommended, and what becomes of it',
    summary:
      now === null
        ? 'No generation is read yet.'
        : `Generation ${now.generation} as of ${now.asOf}` +
          (before === null ? ', the first one.' : `, beside ${before.generation} as of ${before.asOf}.`),
    sections: [
      ['Rows by source', sourcesOf(report)],
      ['What customers did, by source', uptakeOf(report)],
      ['What another first place would earn', policiesOf(report)],
      ['Who explores', armsOf(report)],
    ],
  });
}

function sourcesOf({ lists: { now, before } }: UptakeReport): string {
  const sources = Object.keys({ ...before?.bySource, ...now?.bySource }).sort();
  const rows = sources.map((source) => [
    source,
    String(now?.bySource[source] ?? 0),
    String(before?.bySource[source] ?? 0),
  ]);
  return reportTable(['source', 'rows now', 'rows before'], rows);
}

function uptakeOf({ uptake }: UptakeReport): string {
  const share = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${part} (${((100 * part) / whole).toFixed(1)} %)`;
  const rows = uptake.map(({ source, shown, opened, taken, dismissed }) => [
    source,
    String(shown),
    share(opened, shown),
    share(taken, shown),
    share(dismissed, shown),
  ]);
  return reportTable(['source', 'shown', 'opened', 'taken', 'dismissed'], rows);
}

function policiesOf({ policies }: UptakeReport): string {
  const rows = policies.map(({ policy, value, standardError, effectiveChoices }) => [
    policy,
    `${(100 * value).toFixed(1)} % ± ${(196 * standardError).toFixed(1)}`,
    effectiveChoices.toFixed(0),
  ]);
  const bars = policies.map(({ policy, value }) => ({ label: policy, value: 100 * value }));
  return `${reportBars(bars)}${reportTable(['first place', 'opened or taken, 95 %', 'choices'], rows)}`;
}

function armsOf({ arms }: UptakeReport): string {
  const { ranked, explored, share, sampleRatioP, isSampleRatioBroken } = arms;
  const verdict = isSampleRatioBroken
    ? 'Something besides chance decides who is counted: do not trust the estimates.'
    : 'As chance would have it.';
  return `<p>${explored} customers of the explored arm and ${ranked} of the ranked one were shown something, at a
    share of ${share}: p = ${sampleRatioP.toPrecision(3)}. ${verdict}</p>`;
}
