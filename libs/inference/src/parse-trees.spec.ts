import { describe, expect, test } from '@jest/globals';
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { inspectionLimits } from './inspection-limits.js';
import { encodeOnnx, type OnnxModel } from './onnx-file.js';
import { float32Above, float32Below, parseTrees } from './parse-trees.js';
import { marginOf } from './tree-ensemble.js';

const { AttributeProto, ModelProto } = onnxProto.onnx;
const { AttributeType } = AttributeProto;

/** A regressor of one split on one feature: 1 where the test is true, else 0. */
function oneSplit(mode: string, threshold: number, missingTrue: number): OnnxModel {
  const ints = (name: string, values: number[]) => ({ name, ints: values, type: AttributeType.INTS });
  const floats = (name: string, values: number[]) => ({ name, floats: values, type: AttributeType.FLOATS });
  const value = (name: string) => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: [{}, { dimValue: 1 }] } } },
  });
  const strings = [mode, 'LEAF', 'LEAF'].map((text) => Buffer.from(text));
  const attribute = [
    ints('nodes_treeids', [0, 0, 0]),
    ints('nodes_nodeids', [0, 1, 2]),
    ints('nodes_featureids', [0, 0, 0]),
    { name: 'nodes_modes', strings, type: AttributeType.STRINGS },
    floats('nodes_values', [threshold, 0, 0]),
    ints('nodes_truenodeids', [1, 0, 0]),
    ints('nodes_falsenodeids', [2, 0, 0]),
    ints('nodes_missing_value_tracks_true', [missingTrue, 0, 0]),
    ints('target_treeids', [0, 0]),
    ints('target_nodeids', [1, 2]),
    ints('target_ids', [0, 0]),
    floats('target_weights', [1, 0]),
    { name: 'n_targets', i: 1, type: AttributeType.INT },
  ];
  const node = {
    opType: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    input: ['x'],
    output: ['y'],
    attribute,
  };
  return ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: 'ai.onnx.ml', version: 1 }],
    graph: { name: 'split', node: [node], input: [value('x')], output: [value('y')] },
  });
}

const threshold = Math.fround(0.3);
const values = [-1, 0, float32Below(threshold), threshold, float32Above(threshold), 1, Number.NaN];

describe.each(['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ'])(
  'a split of mode %s',
  (mode) => {
    test.each([0, 1])(
      'goes as in ONNX Runtime, missing values too when they track true: %d',
      async (missingTrue) => {
        const model = oneSplit(mode, threshold, missingTrue);
        const session = await InferenceSession.create(encodeOnnx(model));
        const results = await session.run({
          x: new Tensor('float32', Float32Array.from(values), [values.length, 1]),
        });
        const ensemble = parseTrees(model.graph!.node![0]!, inspectionLimits).ensembleOf(0);
        expect(values.map((value) => marginOf(ensemble, [value]))).toEqual([
          ...(results['y']!.data as Float32Array),
        ]);
      },
    );
  },
);

test('the float32 above and below a number are its neighbours', () => {
  for (const value of [0, 1, -1, 2 ** -149, 16_777_216, threshold]) {
    expect(float32Above(value)).toBeGreaterThan(value);
    expect(float32Below(float32Above(value))).toBe(value);
    // Nothing lies between: the middle rounds to one of both.
    expect([value, float32Above(value)]).toContain(Math.fround((value + float32Above(value)) / 2));
  }
});
