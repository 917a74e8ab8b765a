import Table from 'cli-table3';
import { z } from 'zod';

const creditModelSchema = z.looseObject({
  id: z.string(),
  role: z.string().nullable(),
  since: z.string().nullable(),
  pushedBy: z.string(),
  fairness: z.object({ passed: z.boolean(), ratios: z.record(z.string(), z.number().nullable()) }),
});
type CreditModelAnswer = z.infer<typeof creditModelSchema>;

export const creditModelsSchema = z.looseObject({ items: z.array(creditModelSchema) });

export const creditReplaySchema = z.looseObject({
  champion: z.string(),
  report: z.object({
    applications: z.number(),
    swaps: z.array(z.object({ from: z.string(), to: z.string(), applications: z.number() })),
    expectedLossBeforeMinor: z.number(),
    expectedLossAfterMinor: z.number(),
  }),
});

export const shownCreditModelSchema = creditModelSchema.extend({
  replay: creditReplaySchema.nullable(),
  events: z.array(z.object({ at: z.string(), action: z.string(), actor: z.string(), detail: z.unknown() })),
});

const plain = { style: { head: [], border: [] } };

export function creditModelsTable({ items }: { readonly items: readonly CreditModelAnswer[] }): string {
  const table = new Table({ head: ['model', 'role', 'since', 'fairness', 'pushed by'], ...plain });
  for (const { id, role, since, fairness, pushedBy } of items)
    table.push([id, role ?? '', since ?? '', fairness.passed ? 'passed' : 'NOT PASSED', pushedBy]);
  return table.toString();
}

export function creditModelText(model: z.infer<typeof shownCreditModelSchema>): string {
  const table = new Table({ head: ['when', 'what', 'who', 'detail'], ...plain });
  for (const { at, action, actor, detail } of model.events)
    table.push([at, action, actor, JSON.stringify(detail)]);
  const replay =
    model.replay === null ? 'not replayed in the champion’s place' : creditReplayText(model.replay);
  return [creditModelsTable({ items: [model] }), replay, table.toString()].join('\n');
}

export function creditReplayText({ champion, report }: z.infer<typeof creditReplaySchema>): string {
  const { applications, swaps, expectedLossBeforeMinor, expectedLossAfterMinor } = report;
  const [before, after] = [expectedLossBeforeMinor, expectedLossAfterMinor].map((minor) =>
    (minor / 100).toFixed(2),
  );
  return [
    `${applications} applications decided anew in the place of ${champion}`,
    ...swaps.map((swap) => `  ${swap.from} → ${swap.to}: ${swap.applications}`),
    `expected loss ${before} before, ${after} after`,
  ].join('\n');
}
