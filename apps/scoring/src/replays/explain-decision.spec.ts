import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogueFeatures, featureNames } from '@paymo/features';
import { FraudModel } from '@paymo/inference';
import { explainDecision } from './explain-decision.js';

/** Empties an account at once: the tree of PaySim's model holds that. */
const facts: Readonly<Record<string, number>> = {
  amount: 900_000,
  is_transfer: 1,
  hour_of_day: 3,
  payer_balance: 900_000,
  balance_share: 1,
};
const vector = featureNames.map((name) => facts[name] ?? 0);

describe('the explanation of a decision', () => {
  let tree: FraudModel;
  let forest: FraudModel;

  beforeAll(async () => {
    tree = await FraudModel.load('models/fraud/1', catalogueFeatures);
    forest = await FraudModel.load('models/fraud/2', catalogueFeatures);
  });
  afterAll(() => Promise.all([tree.release(), forest.release()]));

  const scoreOf = async (model: FraudModel, of: readonly number[]): Promise<number> =>
    (await model.score([of]))[0] ?? Number.NaN;

  test.each(['tree', 'forest'])('adds up to the score of a %s', async (name) => {
    const model = name === 'tree' ? tree : forest;
    const { unit, baseValue, contributions } = explainDecision(model, vector);
    const sum = contributions.reduce((total, { contribution }) => total + contribution, baseValue);
    const probability = unit === 'probability' ? sum : 1 / (1 + Math.exp(-sum));
    expect(probability).toBeCloseTo(await scoreOf(model, vector), 5);
  });

  test('names the smallest change of what the payer chose that puts a tree on the other side', async () => {
    const { counterfactual } = explainDecision(tree, vector);
    expect(await scoreOf(tree, vector)).toBeGreaterThanOrEqual(counterfactual!.threshold);
    const changed = [...vector];
    for (const { feature, from, to } of counterfactual!.changes) {
      expect(from).toBe(Math.fround(facts[feature] ?? 0));
      changed[featureNames.indexOf(feature)] = to;
    }
    expect(await scoreOf(tree, changed)).toBeLessThan(counterfactual!.threshold);
  });

  test('has no such change for a forest', () => {
    expect(explainDecision(forest, vector).counterfactual).toBeNull();
  });
});
