import type { FraudModel } from '@paymo/inference';
import { type Bundle, isCanaryPayer, modelsOf } from '../serving/bundle.js';

/** The scores that one payment got. */
export interface PaymentScores {
  /** The model whose score counts; undefined when none could run. */
  readonly decider: FraudModel | undefined;
  /** Its score: probability of fraud, 0 to 1; null when no model could run. */
  readonly score: number | null;
  /** By model id, those of shadows included; null where a model failed. */
  readonly scores: Readonly<Record<string, number | null>>;
}

/** What a model did in a batch. */
export interface ModelRun {
  readonly model: string;
  readonly errors: number;
  readonly inferenceUs: number;
}

interface Run extends ModelRun {
  readonly scores: readonly (number | null)[];
}

/**
 * Scores a batch of vectors with every model of the bundle, one inference each, and says whose score counts: the
 * canary's for its payers, else the champion's. A canary that fails leaves the payment to the champion.
 */
export async function scoreBatch(
  bundle: Bundle,
  payerIds: readonly string[],
  vectors: readonly (readonly number[])[],
): Promise<{ payments: PaymentScores[]; runs: ModelRun[] }> {
  const runs: Run[] = [];
  for (const model of modelsOf(bundle)) runs.push(await runModel(model, vectors));
  const payments = payerIds.map((payerId, index): PaymentScores => {
    const scores = Object.fromEntries(runs.map((run) => [run.model, run.scores[index] ?? null]));
    const scoreOf = (model: FraudModel | undefined): number | null =>
      model === undefined ? null : (scores[model.id] ?? null);
    const { canary, champion } = bundle;
    const mayCanary = canary !== undefined && isCanaryPayer(payerId, canary.share);
    const canaryScore = mayCanary ? scoreOf(canary.model) : null;
    if (mayCanary && canaryScore !== null) return { decider: canary.model, score: canaryScore, scores };
    const score = scoreOf(champion);
    return { decider: score === null ? undefined : champion, score, scores };
  });
  return { payments, runs };
}

/** A batch that fails as a whole is scored row by row, so that one row cannot take the others' scores. */
async function runModel(model: FraudModel, vectors: readonly (readonly number[])[]): Promise<Run> {
  const startMs = performance.now();
  const scores = await model.score(vectors).catch(() => oneByOne(model, vectors));
  return {
    model: model.id,
    scores,
    errors: scores.filter((score) => score === null).length,
    inferenceUs: Math.round((performance.now() - startMs) * 1000),
  };
}

async function oneByOne(
  model: FraudModel,
  vectors: readonly (readonly number[])[],
): Promise<(number | null)[]> {
  const scores: (number | null)[] = [];
  for (const vector of vectors) {
    const [score = null] = await model.score([vector]).catch(() => [null]);
    scores.push(score);
  }
  return scores;
}
