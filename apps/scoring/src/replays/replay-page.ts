import type { FlipReport } from './flip-report.js';
import type { ModelReplay } from './model-replay.js';

const minorPerMajor = 100;
const barWidth = 260;

/** The report of a replay as a page that stands for itself: no script, no file beside it. */
export function replayPage(replay: ModelReplay): string {
  const { model, champion, from, to, madeBy, report } = replay;
  const sections: [title: string, body: string][] = [
    ['In money', bars(moneyOf(report))],
    ['In work', workOf(report)],
    ['Every kind of flip', flipTable(report)],
    ['By segment', segmentTable(report)],
    [
      'Facts that pull differently',
      bars(report.shifts.map(({ feature, shift }) => ({ label: feature, value: shift }))),
    ],
    ['The first flips', exampleTable(report)],
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>Replay of ${text(model)}</title><style>${style}</style></head><body>`,
    `<h1>${text(model)} against ${text(champion)}</h1>`,
    `<p>${report.decisions} decisions from ${text(from)} to ${text(to)}, `,
    `${report.skipped} of another catalogue left out. Made by ${text(madeBy)}.</p>`,
    ...sections.map(([title, body]) => `<h2>${title}</h2>${body}`),
    '</body></html>',
  ].join('\n');
}

interface Bar {
  readonly label: string;
  readonly value: number;
}

function moneyOf({ stoppedBefore, stoppedAfter, extraHolds, letGo }: FlipReport): Bar[] {
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
  return table(head, rows);
}

function segmentTable({ bySegment }: FlipReport): string {
  const rows = bySegment.map(({ segment, decisions, extraHolds, letGo }) => [
    segment,
    String(decisions),
    String(extraHolds),
    String(letGo),
  ]);
  return table(['segment', 'decisions', 'newly stopped', 'let go'], rows);
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
  return table(['payment', 'amount', 'from', 'to', 'score before', 'score after', 'truth'], rows);
}

const style =
  'body{font:15px system-ui;margin:2rem auto;max-width:60rem}table{border-collapse:collapse}' +
  'td,th{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left}';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'td' | 'th', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`;
  if (rows.length === 0) return '<p>none</p>';
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

function bars(values: readonly Bar[]): string {
  const largest = Math.max(...values.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  const rowHeight = 22;
  const rows = values.map(({ label, value }, index) => {
    const width = (Math.abs(value) / largest) * barWidth;
    const y = index * rowHeight;
    return (
      `<text x="250" y="${y + 15}" text-anchor="end">${text(label)}</text>` +
      `<rect x="260" y="${y + 3}" width="${width.toFixed(1)}" height="16" fill="${value < 0 ? '#4a7' : '#c55'}"/>` +
      `<text x="${(268 + width).toFixed(1)}" y="${y + 15}">${Number(value.toPrecision(4))}</text>`
    );
  });
  const height = Math.max(1, values.length) * rowHeight;
  return `<svg width="660" height="${height}" font-size="13" role="img">${rows.join('')}</svg>`;
}

function money(minor: number): string {
  return (minor / minorPerMajor).toFixed(2);
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
