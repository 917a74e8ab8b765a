import { setImmediate as turn } from 'node:timers/promises';
import { type PaymentSubmitted, paymentSubmitted } from '@paymo/contracts';
import { catalogueVersion } from '@paymo/features';
import { z } from 'zod';
import { rulesOf, toEvent } from '../decisions/decide-payments.js';
import { judge, judgedPayment } from '../decisions/judge.js';
import { type PaymentScores, scoreBatch } from '../decisions/score-batch.js';
import type { Bundle } from '../serving/bundle.js';
import type { BundleShelf } from './bundle-shelf.js';
import type { RecordedRow } from './decision-statements.js';

/** One field of a decision that does not come out as it was stored. */
export interface FieldDifference {
  readonly field: (typeof comparedFields)[number];
  readonly stored: string | null;
  readonly recomputed: string | null;
}

export type Verdict =
  | { readonly kind: 'equal' }
  | { readonly kind: 'different'; readonly fields: readonly FieldDifference[] }
  | { readonly kind: 'not replayable'; readonly reason: string };

const comparedFields = [
  'outcome',
  'score',
  'scores',
  'model',
  'policy',
  'judgement',
  'rules',
  'reasons',
] as const;

type Compared = Readonly<Record<(typeof comparedFields)[number], string | null>>;

/** Explanations take longest; decisions for payments wait while a few are made. */
const decisionsPerTurn = 20;

/** Makes decisions anew from what was stored with them, in the order of the rows, and compares each field. */
export async function recompute(rows: readonly RecordedRow[], shelf: BundleShelf): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const run of runsOfOneVersion(rows)) verdicts.push(...(await recomputeRun(run, shelf)));
  return verdicts;
}

function runsOfOneVersion(rows: readonly RecordedRow[]): RecordedRow[][] {
  const runs: RecordedRow[][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last?.[0]?.serving_version === row.serving_version) last.push(row);
    else runs.push([row]);
  }
  return runs;
}

async function recomputeRun(rows: readonly RecordedRow[], shelf: BundleShelf): Promise<Verdict[]> {
  const version = rows[0]?.serving_version ?? null;
  if (version === null) return rows.map(() => unable('made before decisions said what decided'));
  const recalled = await shelf.take(Number(version));
  if (!recalled.ok) return rows.map(() => unable(recalled.reason));
  const { bundle } = recalled;
  const payments = rows.map(({ payment }) => paymentSubmitted.schema.parse(payment));
  const payerIds = payments.map(({ payer }) => payer.accountId);
  const vectors = rows.map(({ vector }) => vector);
  const { payments: scores } = await scoreBatch(bundle, payerIds, vectors);

  const verdicts: Verdict[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % decisionsPerTurn === 0) await turn();
    const [payment, scored] = [payments[index], scores[index]];
    if (payment === undefined || scored === undefined) throw new Error('every row has a payment and scores');
    verdicts.push(verdictOf(row, payment, scored, bundle));
  }
  return verdicts;
}

function verdictOf(
  row: RecordedRow,
  payment: PaymentSubmitted,
  scored: PaymentScores,
  bundle: Bundle,
): Verdict {
  const hindrance = hindranceOf(row, scored);
  if (hindrance !== undefined) return unable(hindrance);
  const [stored, recomputed] = [storedOf(row), recomputedOf(row, payment, scored, bundle)];
  const fields = comparedFields
    .filter((field) => stored[field] !== recomputed[field])
    .map((field): FieldDifference => ({ field, stored: stored[field], recomputed: recomputed[field] }));
  return fields.length === 0 ? { kind: 'equal' } : { kind: 'different', fields };
}

const scoresSchema = z.record(z.string(), z.number().nullable());

/** What cannot be brought back: another catalogue, or a model that failed then or fails now. */
function hindranceOf({ catalogue_version, scores }: RecordedRow, scored: PaymentScores): string | undefined {
  if (catalogue_version !== catalogueVersion)
    return `made with catalogue ${catalogue_version}; this release has catalogue ${catalogueVersion}`;
  const stored = scoresSchema.parse(JSON.parse(scores ?? '{}'));
  const [then, now] = [answering(stored), answering(scored.scores)];
  const silentThen = now.find((model) => !then.includes(model));
  if (silentThen !== undefined) return `${silentThen} did not run then`;
  const silentNow = then.find((model) => !now.includes(model));
  return silentNow === undefined ? undefined : `${silentNow} does not run now`;
}

function answering(scores: Readonly<Record<string, number | null>>): string[] {
  return Object.keys(scores).filter((model) => scores[model] !== null);
}

function storedOf(row: RecordedRow): Compared {
  return { ...row, score: String(row.score) };
}

function recomputedOf(
  row: RecordedRow,
  payment: PaymentSubmitted,
  scored: PaymentScores,
  bundle: Bundle,
): Compared {
  const decidedAtMs = row.decided_at.getTime();
  const judged = judgedPayment(payment, row.vector, scored.score, decidedAtMs);
  const judgement = judge(bundle, scored.decider, judged, mayHoldOf(row.judgement));
  const { outcome, score, reasons, model } = toEvent(payment, row.vector, scored, judgement, decidedAtMs);
  return {
    outcome,
    score: String(score),
    scores: JSON.stringify(scored.scores),
    model,
    policy: judgement.policy,
    judgement: JSON.stringify(judgement.decision),
    rules: JSON.stringify(rulesOf(judgement)),
    reasons: JSON.stringify(reasons),
  };
}

const judgementSchema = z.object({ isBounded: z.boolean(), sources: z.array(z.string()) });

/**
 * Which sources might hold the payment. The limit on automatic holds depends on other payments of that minute: where
 * the decision says that it took sources away, those that are left are the ones that might.
 */
function mayHoldOf(judgement: string | null): (source: string) => boolean {
  const stored = judgementSchema.safeParse(JSON.parse(judgement ?? 'null'));
  if (!stored.success || !stored.data.isBounded) return () => true;
  const { sources } = stored.data;
  return (source) => sources.includes(source);
}

function unable(reason: string): Verdict {
  return { kind: 'not replayable', reason };
}
