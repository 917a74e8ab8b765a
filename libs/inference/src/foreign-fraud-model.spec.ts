import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FraudModel } from './fraud-model.js';

/** Jest runs from the root of the repository. */
const foreign = 'libs/inference/test-models';
const catalogueVersion = 7;
const names = ['unused', 'amount', 'hour', 'balance', 'share', 'count', 'is_new'];
const expected = JSON.parse(await readFile(`${foreign}/expected.json`, 'utf8'));

describe('a model of another exporter', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paymo-model-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const load = async (name: string): Promise<FraudModel> => {
    const bytes = await readFile(`${foreign}/good/${name}.onnx`);
    const { positiveClass, rows, scores } = expected[name];
    const manifest = {
      name: 'fraud',
      version: '2',
      model: { file: 'model.onnx', sha256: createHash('sha256').update(bytes).digest('hex') },
      catalogueVersion,
      inputs: names.slice(1),
      output: { positiveClass },
      thresholds: { hold: 0.5, decline: null },
      golden: { file: 'golden.jsonl', tolerance: 2e-4 },
    };
    const lines = rows.map((row: number[], i: number) => JSON.stringify({ features: row, score: scores[i] }));
    await writeFile(join(folder, 'model.onnx'), bytes);
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'golden.jsonl'), lines.join('\n'));
    return FraudModel.load(folder, { version: catalogueVersion, names });
  };

  test.each([
    'tree-words-zipmap',
    'forest',
    'scaled-tree-zipmap',
    'min-max-forest',
    'boosting-words',
    'histogram-boosting',
    'lightgbm-gaps',
    'xgboost-gaps',
  ])('%s has facts that add up to the score less the base value', async (name) => {
    const model = await load(name);
    const vectors = expected[name].rows.map((row: (number | null)[]) => [
      0,
      ...row.map((v) => v ?? Number.NaN),
    ]);
    const scores = await model.score(vectors);
    for (const [index, vector] of vectors.entries()) {
      const facts = model.explain(vector, names.length);
      const sum = facts.reduce(
        (total, { contribution }) => total + contribution,
        model.explanation!.baseValue,
      );
      const score = model.explanation!.unit === 'log-odds' ? 1 / (1 + Math.exp(-sum)) : sum;
      expect(score).toBeCloseTo(scores[index]!, 5);
    }
  });

  test('of one tree says which change of a fact takes the score to the other side', async () => {
    const model = await load('tree-words-zipmap');
    const vectors: number[][] = expected['tree-words-zipmap'].rows.map((row: number[]) => [0, ...row]);
    const scores = await model.score(vectors);
    const fraud = vectors[scores.findIndex((score) => score >= 0.5)]!;
    const changes = model.flip(fraud, 0.5, new Map([['amount', 1000]]))!;
    expect(changes.map(({ name }) => name)).toEqual(['amount']);
    const [score] = await model.score([fraud.with(1, changes[0]!.to)]);
    expect(score).toBeLessThan(0.5);
  });

  test('that has no trees is scored, and not explained', async () => {
    const model = await load('scaled-logistic');
    const vector = [0, ...expected['scaled-logistic'].rows[0]];
    expect(model.explanation).toBeNull();
    expect(model.explain(vector, 3)).toEqual([]);
    expect((await model.score([vector]))[0]).toBeCloseTo(expected['scaled-logistic'].scores[0], 5);
  });
});
