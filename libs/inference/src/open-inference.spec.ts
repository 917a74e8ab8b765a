import { describe, expect, test } from '@jest/globals';
import { explainResponse, inferResponse, modelMetadata, parseInferRequest } from './index.js';

const tensor = { name: 'features', datatype: 'FP32', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };
const request = (change: object = {}) => ({ id: '42', inputs: [{ ...tensor, ...change }] });
const rows = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('an inference request', () => {
  test.each([
    ['flat', tensor.data],
    ['nested', rows],
  ])('may hold its numbers %s', (_how, data) => {
    expect(parseInferRequest(request({ data }), 3)).toEqual({ ok: true, id: '42', rows });
  });

  test('may have no id, other parameters and FP64', () => {
    const body = { inputs: [{ ...tensor, datatype: 'FP64', parameters: { any: 1 } }], parameters: {} };
    expect(parseInferRequest(body, 3)).toEqual({ ok: true, id: undefined, rows });
  });

  test.each<[string, unknown, string]>([
    ['that is no object', 'rows', ''],
    ['without inputs', {}, '/inputs'],
    ['with two tensors', { inputs: [tensor, tensor] }, '/inputs'],
    ['of whole numbers', request({ datatype: 'INT64' }), '/inputs/0/datatype'],
    ['of one dimension', request({ shape: [6] }), '/inputs/0/shape'],
    ['of no rows', request({ shape: [0, 3], data: [] }), '/inputs/0/shape/0'],
    ['of more rows than are taken', request({ shape: [4097, 3] }), '/inputs/0/shape/0'],
    ['of another width', request({ shape: [3, 2] }), '/inputs/0/shape/1'],
    ['with a number too few', request({ data: [1, 2, 3, 4, 5] }), '/inputs/0/data'],
    ['with a row too few', request({ data: [[1, 2, 3]] }), '/inputs/0/data'],
    ['with a short row', request({ data: [[1, 2, 3], [4]] }), '/inputs/0/data/1'],
    ['with a number beyond all doubles', request({ data: [1e999, 2, 3, 4, 5, 6] }), '/inputs/0/data'],
    ['with rows and numbers mixed', request({ data: [[1, 2, 3], 4] }), '/inputs/0/data'],
    ['with text', request({ data: ['a', 2, 3, 4, 5, 6] }), '/inputs/0/data'],
  ])('%s is refused with a pointer to the field', (_what, body, pointer) => {
    const parsed = parseInferRequest(body, 3);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.pointer)).toContain(pointer);
  });
});

test('an inference response holds one score a row, with the id of its request', () => {
  expect(inferResponse({ name: 'fraud', version: '1' }, '42', [0.25, 1])).toEqual({
    model_name: 'fraud',
    model_version: '1',
    id: '42',
    outputs: [{ name: 'score', datatype: 'FP64', shape: [2, 1], data: [0.25, 1] }],
  });
  expect(inferResponse({ name: 'fraud', version: '1' }, undefined, [])).not.toHaveProperty('id');
});

test('an explanation holds the score, the base value and a contribution for each feature of each row', () => {
  const explained = { unit: 'log-odds', baseValue: -3, scores: [0.25, 1], contributions: rows } as const;
  const answer = explainResponse({ name: 'fraud', version: '1' }, undefined, explained);
  expect(answer.parameters).toEqual({ unit: 'log-odds' });
  expect(answer.outputs.map(({ name, shape, data }) => ({ name, shape, data }))).toEqual([
    { name: 'score', shape: [2, 1], data: [0.25, 1] },
    { name: 'base_value', shape: [2, 1], data: [-3, -3] },
    { name: 'contributions', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
  ]);
});

test('the metadata of a model names its features in the order of a row', () => {
  expect(modelMetadata('fraud', ['amount', 'hour'], ['1', '2'])).toMatchObject({
    versions: ['1', '2'],
    inputs: [{ datatype: 'FP32', shape: [-1, 2], parameters: { names: ['amount', 'hour'] } }],
    outputs: [{ name: 'score', shape: [-1, 1] }],
  });
});
