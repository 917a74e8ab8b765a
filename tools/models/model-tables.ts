import Table from 'cli-table3';
import { z } from 'zod';

const modelSchema = z.object({
  id: z.string(),
  role: z.string().nullable(),
  share: z.number().nullable(),
  since: z.string().nullable(),
  pushedBy: z.string(),
  pushedAt: z.string(),
  facts: z.object({ kind: z.string(), trees: z.number(), depth: z.number() }).loose(),
  thresholds: z.object({ hold: z.number(), decline: z.number().nullable() }),
});
export const modelsSchema = z.object({ items: z.array(modelSchema) });
export const shownSchema = modelSchema.extend({
  manifest: z.looseObject({
    inputs: z.array(z.string()),
    metrics: z.record(z.string(), z.unknown()).optional(),
  }),
  events: z.array(z.object({ at: z.string(), action: z.string(), actor: z.string(), detail: z.unknown() })),
});
export type ShownModel = z.infer<typeof shownSchema>;

const tally = z.object({
  payments: z.number(),
  amountMinor: z.number(),
  frauds: z.number(),
  fraudMinor: z.number(),
});
export const replaySchema = z.object({
  champion: z.string(),
  report: z.looseObject({
    decisions: z.number(),
    extraHolds: tally,
    letGo: tally,
    extraHours: z.number(),
  }),
});

export const pushedSchema = z.object({ id: z.string() });
export const promotionSchema = z.object({ state: z.enum(['requested', 'promoted']), by: z.string() });
export const rollbackSchema = z.object({ champion: z.string() });

const plain = { style: { head: [], border: [] } };

export function modelsTable(models: z.infer<typeof modelsSchema>): string {
  const table = new Table({ head: ['model', 'role', 'since', 'kind', 'hold from', 'pushed by'], ...plain });
  for (const { id, role, share, since, facts, thresholds, pushedBy } of models.items) {
    const part = share === null ? '' : ` ${share} %`;
    table.push([id, `${role ?? ''}${part}`, since ?? '', facts.kind, thresholds.hold, pushedBy]);
  }
  return table.toString();
}

export function eventsTable({ events }: ShownModel): string {
  const table = new Table({ head: ['when', 'what', 'who', 'detail'], ...plain });
  for (const { at, action, actor, detail } of events) table.push([at, action, actor, JSON.stringify(detail)]);
  return table.toString();
}

/** What two models have different: kind, thresholds, inputs and measured quality. */
export function diffTable(one: ShownModel, other: ShownModel): string {
  const table = new Table({ head: ['', one.id, other.id], ...plain });
  const row = (name: string, of: (model: ShownModel) => unknown): void => {
    const [left, right] = [textOf(of(one)), textOf(of(other))];
    if (left !== right) table.push([name, left, right]);
  };
  row('kind', ({ facts }) => `${facts.kind}, ${facts.trees} trees, depth ${facts.depth}`);
  row('hold from', ({ thresholds }) => thresholds.hold);
  row('decline from', ({ thresholds }) => thresholds.decline);
  const extra = (model: ShownModel, than: ShownModel): string[] =>
    model.manifest.inputs.filter((name) => !than.manifest.inputs.includes(name));
  row('only its inputs', (model) => extra(model, model === one ? other : one).join('\n'));
  const names = new Set([one, other].flatMap(({ manifest }) => Object.keys(manifest.metrics ?? {})));
  for (const name of names) {
    const value = ({ manifest }: ShownModel): unknown => manifest.metrics?.[name];
    if (typeof value(one) === 'number' || typeof value(other) === 'number') row(name, value);
  }
  return table.toString();
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function replayText({ champion, report }: z.infer<typeof replaySchema>): string {
  const { decisions, extraHolds, letGo, extraHours } = report;
  const money = (minor: number): string => (minor / 100).toFixed(2);
  return [
    `${decisions} decisions replayed against ${champion}`,
    `newly stopped  ${extraHolds.payments} payments, ${money(extraHolds.amountMinor)}; known fraud ${extraHolds.frauds}, ${money(extraHolds.fraudMinor)}`,
    `let go         ${letGo.payments} payments, ${money(letGo.amountMinor)}; known fraud ${letGo.frauds}, ${money(letGo.fraudMinor)}`,
    `analysts       ${extraHours.toFixed(1)} hours more`,
  ].join('\n');
}
