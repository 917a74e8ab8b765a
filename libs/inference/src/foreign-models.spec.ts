import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { type Inspection, inspectHere, type ModelCompany, type ModelFacts } from './inspect-here.js';
import { inspectionLimits } from './inspection-limits.js';
import { openModel } from './open-model.js';
import type { RefusalCode } from './refusals.js';
import { TreeExplainer } from './tree-shap.js';

/** Jest runs from the root of the repository. */
const folder = 'libs/inference/test-models';
const features = { version: 1, names: ['amount', 'hour', 'balance', 'share', 'count', 'is_new', 'unused'] };
/** In another order than the catalogue, as a model may have them. */
const inputs = ['is_new', 'amount', 'hour', 'balance', 'share', 'count'];

interface Expected {
  readonly positiveClass: string | number | null;
  readonly rows: readonly (readonly (number | null)[])[];
  readonly scores: readonly number[];
  readonly shap?: { readonly unit: string; readonly baseValue: number; readonly values: readonly number[][] };
}
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Record<string, Expected>;
const bytesOf = (name: string): Buffer => readFileSync(`${folder}/${name}.onnx`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** LightGBM's exporter rounds thresholds and leaves to float32: 2e-4 is what is known of it. */
const toleranceOf = (name: string): number => (name.startsWith('lightgbm') ? 2e-4 : 1e-5);

const companyOf = (name: string, manifest: object = {}): ModelCompany => {
  const { positiveClass, rows, scores } = expected[name]!;
  const output = positiveClass === null ? { positiveColumn: 0 } : { positiveClass };
  const text = JSON.stringify({
    name: 'fraud',
    version: '1',
    model: { file: 'model.onnx', sha256: sha256(bytesOf(`good/${name}`)) },
    catalogueVersion: 1,
    inputs,
    output,
    thresholds: { hold: 0.5, decline: null },
    golden: { file: 'golden.jsonl', tolerance: toleranceOf(name) },
    ...manifest,
  });
  const lines = rows.map((row, index) => JSON.stringify({ features: row, score: scores[index] }));
  return {
    manifest: { text, path: 'manifest.json' },
    golden: { text: lines.join('\n'), path: 'golden.jsonl' },
    features,
  };
};

const accepted = (inspection: Inspection): ModelFacts => {
  expect(inspection).toMatchObject({ outcome: 'accepted' });
  return (inspection as Extract<Inspection, { outcome: 'accepted' }>).facts;
};
const inspectGood = (name: string, manifest?: object): Promise<Inspection> =>
  inspectHere(bytesOf(`good/${name}`), companyOf(name, manifest), inspectionLimits);

type Unit = 'probability' | 'log-odds' | 'none';
const good: [name: string, kind: ModelFacts['kind'], trees: number, column: number, unit: Unit][] = [
  ['tree', 'decision tree', 1, 1, 'probability'],
  ['tree-covers', 'decision tree', 1, 1, 'probability'],
  ['tree-zipmap', 'decision tree', 1, 1, 'probability'],
  ['tree-words', 'decision tree', 1, 0, 'probability'],
  ['tree-words-zipmap', 'decision tree', 1, 0, 'probability'],
  ['tree-opset-9', 'decision tree', 1, 1, 'probability'],
  ['forest', 'forest', 8, 1, 'probability'],
  ['forest-covers', 'forest', 8, 1, 'probability'],
  ['extra-trees-zipmap', 'forest', 8, 1, 'probability'],
  ['forest-regressor', 'forest', 6, 0, 'probability'],
  ['boosting', 'gradient boosting', 15, 1, 'log-odds'],
  ['boosting-covers', 'gradient boosting', 15, 1, 'log-odds'],
  ['boosting-words', 'gradient boosting', 15, 0, 'log-odds'],
  ['histogram-boosting', 'gradient boosting', 12, 1, 'log-odds'],
  ['lightgbm', 'gradient boosting', 12, 1, 'log-odds'],
  ['lightgbm-covers', 'gradient boosting', 12, 1, 'log-odds'],
  ['lightgbm-zipmap', 'gradient boosting', 12, 1, 'log-odds'],
  ['lightgbm-gaps', 'gradient boosting', 12, 1, 'log-odds'],
  ['xgboost', 'gradient boosting', 12, 1, 'log-odds'],
  ['xgboost-covers', 'gradient boosting', 12, 1, 'log-odds'],
  ['xgboost-gaps', 'gradient boosting', 12, 1, 'log-odds'],
  ['scaled-tree-zipmap', 'decision tree', 1, 1, 'probability'],
  ['min-max-forest', 'forest', 5, 1, 'probability'],
  ['logistic-zipmap', 'linear', 0, 1, 'none'],
  ['logistic-words', 'linear', 0, 0, 'none'],
  ['scaled-logistic', 'linear', 0, 1, 'none'],
  ['normalised-logistic', 'linear', 0, 1, 'none'],
];

describe('a model as its exporter writes it', () => {
  test.each(good)(
    '%s is accepted, and scores as in the library that trained it',
    async (name, kind, trees, column, unit) => {
      const facts = accepted(await inspectGood(name));
      expect(facts).toMatchObject({ kind, trees, goldenRows: 20, input: { width: 6 } });
      expect(facts.output).toMatchObject({ column, isClassNamed: true });
      expect(facts.explanation?.unit ?? 'none').toBe(unit);
      const covers = name.endsWith('-covers') ? 'file' : 'background rows';
      if (unit !== 'none') expect(facts.explanation?.covers).toBe(covers);
      expect(facts.zipMapRemoved).toBe(name.endsWith('-zipmap') || name === 'tree-opset-9');
      expect(facts.labelShapeMended).toBe(name.startsWith('lightgbm'));
      expect(facts.sha256.file).toBe(sha256(bytesOf(`good/${name}`)));
      const isChanged = facts.zipMapRemoved || facts.labelShapeMended;
      expect(facts.sha256.asRun === facts.sha256.file).toBe(!isChanged);
    },
  );

  test.each(good)('%s is accepted without a manifest too', async (name, kind, trees, column) => {
    const facts = accepted(await inspectHere(bytesOf(`good/${name}`), {}, inspectionLimits));
    expect(facts).toMatchObject({ kind, trees, goldenRows: 0, output: { column, isClassNamed: false } });
  });

  test('lightgbm-forest, which its exporter scores otherwise than LightGBM, is refused by its golden rows', async () => {
    expect(await inspectGood('lightgbm-forest')).toMatchObject({ refusal: { code: 'golden.differs' } });
  });

  test('each file of the folder is in the table', () => {
    const files = readdirSync(`${folder}/good`).map((file) => file.replace('.onnx', ''));
    expect(good.map(([name]) => name).sort()).toEqual(
      files.filter((name) => name !== 'lightgbm-forest').sort(),
    );
  });

  test.each(['tree-covers', 'forest-covers', 'boosting-covers', 'lightgbm-covers', 'xgboost-covers'])(
    '%s has the SHAP values that the package shap gives',
    async (name) => {
      const { shap, rows } = expected[name]!;
      const { explanation, session } = await openModel(bytesOf(`good/${name}`), undefined, inspectionLimits);
      await session.release();
      expect(explanation?.unit).toBe(shap!.unit);
      expect(explanation!.baseValue).toBeCloseTo(shap!.baseValue, 4);
      const explainer = new TreeExplainer(explanation!.ensemble, 6);
      for (const [index, row] of rows.entries()) {
        const values = explainer.valuesOf(Float32Array.from(row.map(Number)));
        for (const [feature, value] of values.entries())
          expect(value).toBeCloseTo(shap!.values[index]![feature]!, 4);
      }
    },
  );
});

const bad: [name: string, code: RefusalCode][] = [
  ['empty', 'file.unreadable'],
  ['random-bytes', 'file.unreadable'],
  ['truncated', 'file.unreadable'],
  ['pickle', 'file.unreadable'],
  ['nested-graphs', 'model.subgraph'],
  ['custom-domain', 'model.domain_unknown'],
  ['unknown-operator', 'model.operator_unknown'],
  ['opset-8', 'model.opset_too_old'],
  ['needs-itself', 'model.graph_broken'],
  ['subgraph', 'model.subgraph'],
  ['function', 'model.function'],
  ['external-data', 'model.external_data'],
  ['huge-tensor', 'model.tensor_wrong'],
  ['nan-constant', 'model.not_finite'],
  ['self-pointing', 'model.trees_broken'],
  ['back-to-root', 'model.trees_broken'],
  ['far-feature', 'model.trees_broken'],
  ['lost-child', 'model.trees_broken'],
  ['short-column', 'model.trees_broken'],
  ['far-class', 'model.trees_broken'],
  ['nan-threshold', 'model.not_finite'],
  ['infinite-weight', 'model.not_finite'],
  ['raw-scores', 'output.not_probability'],
  ['double-input', 'input.type'],
  ['text-input', 'input.type'],
  ['two-inputs', 'input.count'],
  ['one-row-only', 'input.shape'],
  ['flat-input', 'input.shape'],
  ['labels-only', 'output.not_probability'],
  ['ambiguous-outputs', 'output.ambiguous'],
];

describe('a model with a fault', () => {
  test.each(bad)('%s is refused as %s', async (name, code) => {
    const inspection = await inspectHere(bytesOf(`bad/${name}`), {}, inspectionLimits);
    expect(inspection).toMatchObject({ outcome: 'refused', refusal: { code } });
  });

  test('each file of the folder is in the table', () => {
    const files = readdirSync(`${folder}/bad`).map((file) => file.replace('.onnx', ''));
    expect(bad.map(([name]) => name).sort()).toEqual(files.sort());
  });

  test.each<[string, object, RefusalCode]>([
    ['a class that it does not have', { output: { positiveClass: 'theft' } }, 'output.class_unknown'],
    ['a column that it does not have', { output: { positiveColumn: 2 } }, 'output.class_unknown'],
    [
      'an output that it does not have',
      { output: { positiveClass: 1, probabilities: 'p' } },
      'output.not_found',
    ],
    ['the other class', { output: { positiveClass: 0 } }, 'golden.differs'],
    ['an input that it does not have', { input: 'x' }, 'input.width'],
    ['another catalogue version', { catalogueVersion: 2 }, 'manifest.catalogue_version'],
    ['another sha256', { model: { file: 'model.onnx', sha256: '0'.repeat(64) } }, 'manifest.sha256'],
    ['no class that is fraud', { output: {} }, 'manifest.invalid'],
    ['another unit', { explanation: { unit: 'log-odds' } }, 'explanation.differs'],
    ['another base value', { explanation: { unit: 'probability', baseValue: 0.9 } }, 'explanation.differs'],
    ['golden rows of another width', { inputs: inputs.slice(1) }, 'golden.invalid'],
  ])('is refused when the manifest names %s', async (_fault, manifest, code) => {
    expect(await inspectGood('tree', manifest)).toMatchObject({ outcome: 'refused', refusal: { code } });
  });

  test('is refused with the nearest name for a feature that the catalogue lacks', async () => {
    const inspection = await inspectGood('tree', { inputs: ['ammount', ...inputs.slice(1)] });
    expect(inspection).toMatchObject({
      refusal: {
        code: 'manifest.feature_unknown',
        reason: expect.stringContaining('ammount (did you mean amount?)'),
      },
    });
  });

  test.each<[string, Partial<typeof inspectionLimits>, RefusalCode]>([
    ['bytes', { bytesMax: 1000 }, 'file.too_large'],
    ['nodes', { treeNodesMax: 20 }, 'model.too_complex'],
    ['depth', { depthMax: 3 }, 'model.too_complex'],
    ['time a row', { microsecondsPerRowMax: 0.001 }, 'model.too_slow'],
  ])('is refused when it passes the limit on %s', async (_limit, limits, code) => {
    const inspection = await inspectHere(bytesOf('good/tree'), {}, { ...inspectionLimits, ...limits });
    expect(inspection).toMatchObject({ outcome: 'refused', refusal: { code } });
  });
});
