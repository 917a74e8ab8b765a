/** A page that stands for itself: no script, no file beside it. */
export interface ReportPage {
  readonly title: string;
  readonly heading: string;
  readonly summary: string;
  /** Titles with bodies that are HTML already. */
  readonly sections: readonly (readonly [title: string, body: string])[];
}

export interface ReportBar {
  readonly label: string;
  readonly value: number;
}

const barWidth = 260;

export function reportPage({ title, heading, summary, sections }: ReportPage): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${text(title)}</title><style>${style}</style></head><body>`,
    `<h1>${text(heading)}</h1>`,
    `<p>${text(summary)}</p>`,
    ...sections.map(([name, body]) => `<h2>${text(name)}</h2>${body}`),
    '</body></html>',
  ].join('\n');
}

const style =
  'body{font:15px system-ui;margin:2rem auto;max-width:60rem}table{border-collapse:collapse}' +
  'td,th{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left}';

/** A table of plain texts. */
export function reportTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'td' | 'th', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`;
  if (rows.length === 0) return '<p>none</p>';
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

/** Bars to the right, from zero; those below it in another colour. */
export function reportBars(values: readonly ReportBar[]): string {
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

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
