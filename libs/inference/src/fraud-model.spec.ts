import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogueFeatures, featureNames } from '@paymo/features';
import { FraudModel } from './fraud-model.js';
import { type GoldenRow, readModelFolder } from './model-folder.js';
import { ModelRefused } from './refusals.js';

/** Jest runs from the root of the repository. */
const shipped = 'models/fraud/1';
const features = catalogueFeatures;

const { golden, manifest, onnx } = await readModelFolder(shipped, features);

/** A catalogue vector for a golden row, whose values are in the order of the model's inputs. */
const vectorOf = ({ features: values }: GoldenRow): number[] =>
  featureNames.map((name) => values[manifest.inputs.indexOf(name)] ?? 0);

describe('the shipped model', () => {
  test('scores its golden rows as it was trained to', async () => {
    const model = await FraudModel.load(shipped, features);
    const scores = await model.score(golden.map(vectorOf));
    expect(model.id).toBe('fraud/1');
    for (const [index, row] of golden.entries()) {
      expect(Math.abs(scores[index]! - row.score)).toBeLessThanOrEqual(manifest.golden.tolerance);
    }
  });

  test('gives a row the same score alone, in a batch and in a batch turned round', async () => {
    const model = await FraudModel.load(shipped, features);
    const vectors = golden.map(vectorOf);
    const together = await model.score(vectors);
    const turned = await model.score([...vectors].reverse());
    const alone = await Promise.all(vectors.map(async (vector) => (await model.score([vector]))[0]));
    expect(together).toHaveLength(golden.length);
    expect(alone).toEqual(together);
    expect(turned.reverse()).toEqual(together);
  });

  test('has facts that add up to the score less the average', async () => {
    const model = await FraudModel.load(shipped, features);
    const scores = await model.score(golden.map(vectorOf));
    expect(model.explanation?.unit).toBe('probability');
    for (const [index, row] of golden.entries()) {
      const facts = model.explain(vectorOf(row), manifest.inputs.length);
      const moved = facts.reduce((sum, { contribution }) => sum + contribution, 0);
      expect(moved).toBeCloseTo(scores[index]! - model.explanation!.baseValue, 5);
    }
  });

  test('names the facts of a fraud, strongest first, with their values, as many as are asked for', async () => {
    const model = await FraudModel.load(shipped, features);
    const fraud = golden.find(({ score }) => score >= manifest.thresholds.hold)!;
    const facts = model.explain(vectorOf(fraud), manifest.inputs.length);
    const strengths = facts.map(({ contribution }) => Math.abs(contribution));
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
    expect(facts[0]!.contribution).toBeGreaterThan(0);
    for (const { feature, value } of facts) {
      expect(value).toBe(fraud.features[manifest.inputs.indexOf(feature)]);
    }
    expect(model.explain(vectorOf(fraud), 1)).toEqual(facts.slice(0, 1));
    expect(model.explain(vectorOf(fraud), 0)).toEqual([]);
  });
});

describe('a damaged model folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paymo-model-'));
    await cp(shipped, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  const change = async (file: string, edit: (text: string) => string): Promise<void> => {
    const path = join(folder, file);
    const before = await readFile(path, 'utf8');
    const after = edit(before);
    expect(after).not.toBe(before);
    await writeFile(path, after);
  };
  const refusal = async (system = features): Promise<string> => {
    const outcome: unknown = await FraudModel.load(folder, system).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ModelRefused);
    return (outcome as Error).message;
  };
  const lineIn = async (file: string, text: string): Promise<number> => {
    const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
    return lines.findIndex((line) => line.includes(text)) + 1;
  };

  test('loads as long as nothing is changed', async () => {
    expect((await FraudModel.load(folder, features)).manifest).toEqual(manifest);
  });

  test('is refused when the sha256 is not that of the model', async () => {
    await change('manifest.json', (text) => text.replace(manifest.model.sha256, 'f'.repeat(64)));
    const line = await lineIn('manifest.json', '"sha256"');
    expect(await refusal()).toBe(
      `${folder}/manifest.json:${line}: model.sha256: the file's is ${manifest.model.sha256}`,
    );
  });

  test('is refused when one byte of the model changed', async () => {
    const bytes = Buffer.from(onnx);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, manifest.model.file), bytes);
    const line = await lineIn('manifest.json', '"sha256"');
    expect(await refusal()).toContain(`manifest.json:${line}: model.sha256: the file's is `);
  });

  const reScored = (line: number, score: number) => (text: string) =>
    text
      .split('\n')
      .map((row, index) => (index + 1 === line ? JSON.stringify({ ...JSON.parse(row), score }) : row))
      .join('\n');

  test.each([1, 2, golden.length])('is refused when golden row %d has another score', async (line) => {
    const wrong = golden[line - 1]!.score > 0.5 ? 0 : 1;
    await change(manifest.golden.file, reScored(line, wrong));
    expect(await refusal()).toMatch(
      new RegExp(`^${folder}/${manifest.golden.file}:${line}: expects ${wrong}, the model says `),
    );
  });

  test.each([
    ['inside the tolerance', 0.9, true],
    ['outside of it', 1.5, false],
  ])('may have a golden score that differs %s', async (_where, share, isAccepted) => {
    const row = golden.findIndex(({ score }) => score < 0.5);
    await change(
      manifest.golden.file,
      reScored(row + 1, golden[row]!.score + share * manifest.golden.tolerance),
    );
    const loaded = await FraudModel.load(folder, features).catch((error: unknown) => error);
    expect(loaded instanceof FraudModel).toBe(isAccepted);
  });

  test.each<[string, (text: string) => string, number]>([
    ['is no JSON', (text) => text.replace('}\n', '\n'), 1],
    ['has a score above 1', reScored(3, 1.01), 3],
    ['is empty', (text) => text.replace('\n', '\n\n'), 2],
  ])('is refused with the golden line that %s', async (_fault, edit, line) => {
    await change(manifest.golden.file, edit);
    expect(await refusal()).toContain(`${manifest.golden.file}:${line}: is not {"features": [numbers]`);
  });

  test('is refused when there are no golden rows', async () => {
    await change(manifest.golden.file, () => '\n');
    expect(await refusal()).toBe(`${folder}/${manifest.golden.file}: has no rows`);
  });

  test('is refused when it wants a feature that this system has not', async () => {
    await change('manifest.json', (text) => text.replace('"hour_of_day"', '"star_sign"'));
    const line = await lineIn('manifest.json', '"inputs"');
    expect(await refusal()).toBe(
      `${folder}/manifest.json:${line}: inputs: the catalogue has no feature named star_sign`,
    );
  });

  test('is refused when its catalogue is newer than the one here', async () => {
    const line = await lineIn('manifest.json', '"catalogueVersion"');
    expect(await refusal({ ...features, version: 0 })).toMatch(
      new RegExp(`manifest\\.json:${line}: catalogueVersion: `),
    );
  });

  test('is refused when a feature changed its meaning after its catalogue, and runs when others did', async () => {
    const line = await lineIn('manifest.json', '"inputs"');
    const amountChanged = features.names.map((name) => (name === 'amount' ? 2 : 1));
    expect(await refusal({ ...features, versions: amountChanged })).toMatch(
      new RegExp(`manifest\\.json:${line}: inputs: amount changed in meaning since catalogue 1`),
    );
    expect(features.versions).toContain(2);
  });

  test.each([manifest.model.file, manifest.golden.file, 'manifest.json'])(
    'is refused without %s',
    async (file) => {
      await rm(join(folder, file));
      expect(await refusal()).toContain(`${folder}/${file}: cannot be read: `);
    },
  );
});

test('vectors may list the features in another order than the model', async () => {
  const names = [...featureNames].reverse();
  const [one, other] = await Promise.all([
    FraudModel.load(shipped, features),
    FraudModel.load(shipped, { ...features, names, versions: [...features.versions].reverse() }),
  ]);
  const vectors = golden.map(vectorOf);
  expect(await other.score(vectors.map((vector) => [...vector].reverse()))).toEqual(await one.score(vectors));
});
