import Table from 'cli-table3';
import { z } from 'zod';
import type { ServiceAdmin } from '../cli/service-admin.js';

const pageSchema = z.object({
  replayed: z.number(),
  equal: z.number(),
  different: z.number(),
  notReplayable: z.array(z.object({ reason: z.string(), decisions: z.number() })),
  differences: z.array(
    z.object({
      paymentId: z.string(),
      fields: z.array(
        z.object({ field: z.string(), stored: z.string().nullable(), recomputed: z.string().nullable() }),
      ),
    }),
  ),
  next: z.string().nullable(),
});
type Page = z.infer<typeof pageSchema>;
export type DecisionReplay = Omit<Page, 'next'>;

const shownMax = 20;
const textMax = 60;

/** Has scoring make the decision about one payment anew. */
export async function replayDecision(admin: ServiceAdmin, paymentId: string): Promise<DecisionReplay> {
  return total([pageSchema.parse(await admin.post('decisions/replay', { paymentId }))]);
}

/** Has scoring make the decisions of a time anew, page by page. `onPage` gets the number of decisions so far. */
export async function replayDecisions(
  admin: ServiceAdmin,
  span: { readonly from: string; readonly to: string },
  onPage: (decisions: number) => void,
): Promise<DecisionReplay> {
  let sum = total([]);
  let after: string | null = null;
  do {
    const request: object = after === null ? span : { ...span, after };
    const page: Page = pageSchema.parse(await admin.post('decisions/replay', request));
    sum = total([sum, page]);
    onPage(sum.replayed + sum.notReplayable.reduce((count, { decisions }) => count + decisions, 0));
    after = page.next;
  } while (after !== null);
  return sum;
}

function total(parts: readonly DecisionReplay[]): DecisionReplay {
  const sumOf = (field: 'replayed' | 'equal' | 'different'): number =>
    parts.reduce((sum, part) => sum + part[field], 0);
  const reasons = new Map<string, number>();
  for (const { reason, decisions } of parts.flatMap(({ notReplayable }) => notReplayable))
    reasons.set(reason, (reasons.get(reason) ?? 0) + decisions);
  return {
    replayed: sumOf('replayed'),
    equal: sumOf('equal'),
    different: sumOf('different'),
    notReplayable: [...reasons].map(([reason, decisions]) => ({ reason, decisions })),
    differences: parts.flatMap(({ differences }) => differences).slice(0, shownMax),
  };
}

export function replayText(replay: DecisionReplay): string {
  const { replayed, equal, different, notReplayable, differences } = replay;
  const lines = [`${replayed} decisions replayed: ${equal} equal, ${different} different`];
  for (const { reason, decisions } of notReplayable) lines.push(`${decisions} not replayable: ${reason}`);
  if (differences.length === 0) return lines.join('\n');
  const table = new Table({
    head: ['payment', 'field', 'stored', 'made anew'],
    style: { head: [], border: [] },
  });
  for (const { paymentId, fields } of differences)
    for (const { field, stored, recomputed } of fields)
      table.push([paymentId, field, ...contrast(stored ?? 'none', recomputed ?? 'none')]);
  return [...lines, table.toString()].join('\n');
}

/** Both texts from a little before the first character in which they differ. */
function contrast(stored: string, recomputed: string): [string, string] {
  let same = 0;
  while (same < stored.length && stored[same] === recomputed[same]) same += 1;
  const start = Math.max(0, same - textMax / 3);
  const part = (text: string): string =>
    `${start > 0 ? '…' : ''}${text.slice(start, start + textMax)}${text.length > start + textMax ? '…' : ''}`;
  return [part(stored), part(recomputed)];
}
