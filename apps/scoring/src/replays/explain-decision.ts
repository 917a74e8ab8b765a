import { sentenceOf, valueIn } from '@paymo/features';
import type { FraudModel } from '@paymo/inference';
import { PaymoError } from '@paymo/platform';

/** How a model came to the score of one payment. */
export interface DecisionExplanation {
  readonly model: string;
  readonly unit: 'probability' | 'log-odds';
  /** What the contributions start from: the average over the training set. */
  readonly baseValue: number;
  /** All facts that moved the score, the strongest first; with the base value they add up to it. */
  readonly contributions: readonly {
    readonly feature: string;
    readonly value: number;
    readonly contribution: number;
    readonly sentence: string;
  }[];
  /**
   * The smallest change of what the payer chose that puts the score on the other side of the model's own threshold
   * for holding; null when the model is not one tree, or when no such change exists.
   */
  readonly counterfactual: {
    readonly threshold: number;
    readonly changes: readonly { readonly feature: string; readonly from: number; readonly to: number }[];
  } | null;
}

/** What a payer chooses, with the size of a change that counts as 1: a tenth of the amount weighs as an hour. */
function choicesOf(vector: readonly number[]): Map<string, number> {
  const tenth = (name: string): number => Math.max(Math.abs(valueIn(vector, name)) / 10, Number.MIN_VALUE);
  return new Map([
    ['amount', tenth('amount')],
    ['balance_share', tenth('balance_share')],
    ['amount_to_mean', tenth('amount_to_mean')],
    ['hour_of_day', 1],
  ]);
}

/** @throws PaymoError `model.not_explained` when the model has no trees */
export function explainDecision(model: FraudModel, vector: readonly number[]): DecisionExplanation {
  const { explanation, manifest } = model;
  if (explanation === null)
    throw new PaymoError('model.not_explained', `${model.id} has no trees that explain its scores.`);
  const threshold = manifest.thresholds.hold;
  const inputs = new Set(manifest.inputs);
  const choices = new Map([...choicesOf(vector)].filter(([name]) => inputs.has(name)));
  const changes = model.flip(vector, threshold, choices);
  return {
    model: model.id,
    ...explanation,
    contributions: model
      .explain(vector, manifest.inputs.length)
      .map((fact) => ({ ...fact, sentence: sentenceOf(fact.feature, vector) })),
    counterfactual:
      changes === undefined
        ? null
        : { threshold, changes: changes.map(({ name, from, to }) => ({ feature: name, from, to })) },
  };
}
