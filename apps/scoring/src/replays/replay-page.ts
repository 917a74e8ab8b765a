import { type ReportBar, reportBars, reportPage, reportTable } from '@paymo/platform';
import type { FlipReport } from './flip-report.js';
import type { ModelReplay } from './model-replay.js';

const minorPerMajor = 100;

/** The report of a replay as a page that stands for itself: no script, no file beside it. */
export function replayPage(replay: ModelReplay): string {
  const { model, champion, from, to, madeBy, report } = replay;
  const sections: [title: string, body: string][] = [
    ['In money', reportBars(moneyOf(report))],
    ['In work', workOf(report)],
    ['Every kind of flip', flipTable(report)],
    ['By segment', segmentTable(report)],
    [
      'Facts that pull differently',
      reportBars(report.shifts.map(({ feature, shift }) => ({ label: feature, value: shift }))),
    ],
    ['The first flips', exampleTable(report)],
  ];
  return reportPage({
    title: `Replay of ${model}`,
    heading: `${model} against ${champion}`,
    summary:
      `${report.decisions} decisions from ${from} to ${to}, ` +
      `${report.skipped} of another catalogue left out. Made by ${madeBy}.`,
    sections,
  });
}

function moneyOf({ stoppedBefore, stoppedAfter, extraHolds, letGo }: FlipReport): ReportBar[] {
  const minor: [label: string, minor: number][] = [
    ['fraud stopped by the champion', stoppedBefore.fraudMinor],
    ['fraud stopped by the candidate', stoppedAfter.fraudMinor],
    ['fraud it newly stops', extraHolds.fraudMinor],
    ['fraud it lets go', letGo.fraudMinor],
  ];
  return minor.map(([label, amount]) => ({ label, value: amount / minorPerMajor }));
}

function workOf({ extraHolds, letGo, extraHours }: FlipReport): string {
  return (
    `<p>${extraHolds.payments} payments newly stopped, ${extraHolds.honest} of them known to be honest; ` +
    `${letGo.payments} no longer stopped; ${extraHours.toFixed(1)} analysts' hours more.</p>`
  );
}

function flipTable({ flips }: FlipReport): string {
  const head = ['from', 'to', 'payments', 'amount', 'known frauds', 'their amount', 'known honest'];
  const rows = flips.map(({ from, to, payments, amountMinor, frauds, fraudMinor, honest }) => [
    from,
    to,
    String(payments),
    money(amountMinor),
    String(frauds),
    money(fraudMinor),
    String(honest),
  ]);
  return reportTable(head, rows);
}

function segmentTable({ bySegment }: FlipReport): string {
  const rows = bySegment.map(({ segment, decisions, extraHolds, letGo }) => [
    segment,
    String(decisions),
    String(extraHolds),
    String(letGo),
  ]);
  return reportTable(['segment', 'decisions', 'newly stopped', 'let go'], rows);
}

function exampleTable({ examples }: FlipReport): string {
  const truth = (isFraud: boolean | null): string =>
    isFraud === null ? 'not known' : isFraud ? 'fraud' : 'honest';
  const score = (value: number | null): string => value?.toFixed(4) ?? 'none';
  const rows = examples.map((each) => [
    each.paymentId,
    money(each.amountMinor),
    each.before,
    each.after,
    score(each.scoreBefore),
    score(each.scoreAfter),
    truth(each.isFraud),
  ]);
  return reportTable(['payment', 'amount', 'from', 'to', 'score before', 'score after', 'truth'], rows);
}

function money(minor: number): string {
  return (minor / minorPerMajor).toFixed(2);
}
