import Table from 'cli-table3';
import { z } from 'zod';

export const runSchema = z.object({
  generation: z.string(),
  status: z.string(),
  isCurrent: z.boolean(),
  asOf: z.string(),
  shards: z.number(),
  shardsDone: z.number(),
  failure: z.string().nullable(),
  checks: z.array(z.object({ name: z.string(), value: z.number(), limit: z.number(), isMet: z.boolean() })),
});
export const runsSchema = z.object({ items: z.array(runSchema) });

export const listSchema = z.object({
  generation: z.string().nullable(),
  generatedAt: z.string().nullable(),
  isStale: z.boolean(),
  items: z.array(z.object({ title: z.string(), score: z.number(), source: z.string(), reason: z.string() })),
});

export function runsText(runs: readonly z.infer<typeof runSchema>[]): string {
  const head = ['generation', 'as of', 'status', 'shards', 'checks'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { generation, asOf, status, isCurrent, shards, shardsDone, checks, failure } of runs) {
    const told = checks.map(({ name, value, limit, isMet }) => {
      const against = isMet ? '' : ` (limit ${limit})`;
      return `${isMet ? '✓' : '✗'} ${name} ${value.toFixed(3)}${against}`;
    });
    const state = isCurrent ? `${status}, read now` : status;
    table.push([generation, asOf, state, `${shardsDone} of ${shards}`, failure ?? told.join('\n')]);
  }
  return runs.length === 0 ? 'no run yet' : table.toString();
}

export function listText({ generation, generatedAt, isStale, items }: z.infer<typeof listSchema>): string {
  if (generation === null) return 'no run has published anything yet';
  const lines = items.map(
    ({ title, score, source, reason }, index) =>
      `${index + 1}. ${title}: ${reason} (${source}, ${score.toFixed(3)})`,
  );
  const of = `generation ${generation} of ${generatedAt ?? ''}${isStale ? ', which is too old: what is popular instead' : ''}`;
  return [of, ...(lines.length === 0 ? ['nothing may be offered to this customer'] : lines)].join('\n');
}
