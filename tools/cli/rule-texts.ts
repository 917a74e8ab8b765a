import Table from 'cli-table3';
import { z } from 'zod';

const versionSchema = z.object({
  version: z.number(),
  status: z.string(),
  author: z.string(),
  reviewer: z.string().nullable(),
  definition: z.object({
    expression: z.string(),
    outcome: z.string(),
    onError: z.string(),
    sentence: z.string(),
  }),
});
const ruleSchema = z.object({
  id: z.string(),
  killedAt: z.string().nullable(),
  killedBy: z.string().nullable(),
  versions: z.array(versionSchema),
});

const countAndValue = z.object({ count: z.number(), amountMinor: z.number() });
const reportSchema = z.object({
  version: z.number(),
  payments: z.number(),
  skipped: z.number(),
  days: z.number(),
  fires: z.number(),
  firesADay: z.number(),
  errors: z.number(),
  firstError: z.string().nullable(),
  caught: countAndValue,
  newlyCaught: countAndValue,
  falseAlerts: z.number(),
  unlabelled: z.number(),
  changedCount: z.number(),
  changed: z.array(z.object({ paymentId: z.string(), from: z.string(), to: z.string() })),
});

const previewSchema = z.object({
  list: z.string(),
  isNewList: z.boolean(),
  isApplied: z.boolean(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  firstAdded: z.array(z.string()),
  firstChanged: z.array(z.string()),
  faults: z.array(z.object({ line: z.number(), message: z.string() })),
});

const estimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
const caughtSchema = z.object({
  alertsADay: z.number(),
  caughtCount: z.number(),
  caughtMinor: estimateSchema,
  missedCount: z.number(),
  missedMinor: estimateSchema,
  falseAlerts: z.number(),
  unlabelledAlerts: z.number(),
});
const budgetSchema = caughtSchema.extend({
  threshold: z.number().nullable(),
  days: z.number(),
  bySegment: z.record(z.string(), caughtSchema),
});

const shownMax = 20;
const plain = { head: [], border: [] };

export function rulesTable(answer: unknown): string {
  const { items } = z.object({ items: z.array(ruleSchema) }).parse(answer);
  if (items.length === 0) return 'no rules';
  const table = new Table({ head: ['rule', 'version', 'status', 'outcome', 'expression'], style: plain });
  for (const { id, versions, killedAt } of items) {
    for (const { version, status, definition } of versions.filter((each) => each.status !== 'retired'))
      table.push([
        id,
        version,
        killedAt === null ? status : `${status}, killed`,
        definition.outcome,
        definition.expression,
      ]);
  }
  return table.toString();
}

export function ruleText(answer: unknown): string {
  const { id, versions, killedAt, killedBy } = ruleSchema.parse(answer);
  const lines = versions.flatMap(({ version, status, author, reviewer, definition }) => [
    `${id}@${version}: ${status}, by ${author}${reviewer === null ? '' : `, reviewed by ${reviewer}`}`,
    `  ${definition.outcome} when ${definition.expression} (an error means ${definition.onError})`,
    `  ${definition.sentence}`,
  ]);
  return [...lines, ...(killedAt === null ? [] : [`killed by ${killedBy ?? ''} at ${killedAt}`])].join('\n');
}

export function reportText(answer: unknown): string {
  const report = reportSchema.parse(answer);
  const table = new Table({ style: plain });
  const inMinor = ({ count, amountMinor }: z.infer<typeof countAndValue>): string =>
    `${count} worth ${amountMinor} minor units`;
  table.push(
    ['version', String(report.version)],
    ['decisions', `${report.payments} in ${report.days.toFixed(1)} days`],
    ['of another feature catalogue, left out', String(report.skipped)],
    ['fires', `${report.fires} (${report.firesADay.toFixed(1)} a day)`],
    ['errors', report.firstError === null ? '0' : `${report.errors}, such as: ${report.firstError}`],
    ['known fraud caught', inMinor(report.caught)],
    ['of which was let pass', inMinor(report.newlyCaught)],
    ['false alerts', String(report.falseAlerts)],
    ['fires on payments without a label', String(report.unlabelled)],
    ['changed decisions', String(report.changedCount)],
  );
  const changed = report.changed
    .slice(0, shownMax)
    .map((each) => `${each.paymentId}: ${each.from} → ${each.to}`);
  return [table.toString(), ...changed].join('\n');
}

export function previewText(answer: unknown): string {
  const preview = previewSchema.parse(answer);
  const would = preview.isApplied ? '' : 'would be ';
  return [
    `${preview.list}${preview.isNewList ? ' (new)' : ''}: ${preview.added} ${would}added, ${preview.changed} ${would}changed, ${preview.unchanged} unchanged`,
    ...preview.firstAdded.map((value) => `+ ${value}`),
    ...preview.firstChanged.map((value) => `~ ${value}`),
    ...preview.faults.map(({ line, message }) => `line ${line}: ${message}`),
    ...(preview.isApplied ? [] : ['nothing was changed; --apply does it']),
  ].join('\n');
}

export function budgetText(answer: unknown): string {
  const report = budgetSchema.parse(answer);
  const table = new Table({
    head: [
      'segment',
      'alerts a day',
      'caught, minor units (95 %)',
      'missed, minor units (95 %)',
      'false',
      'unlabelled',
    ],
    style: plain,
  });
  const interval = ({ value, low, high }: z.infer<typeof estimateSchema>): string =>
    `${value} (${low} to ${high})`;
  for (const [segment, row] of [['all', report] as const, ...Object.entries(report.bySegment)])
    table.push([
      segment,
      row.alertsADay.toFixed(1),
      interval(row.caughtMinor),
      interval(row.missedMinor),
      row.falseAlerts,
      row.unlabelledAlerts,
    ]);
  const threshold =
    report.threshold === null ? 'no threshold fits the budget' : `threshold ${report.threshold}`;
  return `${threshold}, by ${report.days} days\n${table.toString()}`;
}

/** What has no table of its own, as JSON that people can read. */
export function asJson(answer: unknown): string {
  return JSON.stringify(answer, null, 2);
}
