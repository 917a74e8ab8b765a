import { describe, expect, test } from '@jest/globals';
import { lineOf, parseManifest } from './manifest.js';
import { ModelRefused } from './refusals.js';

const sound = `{
  "name": "fraud",
  "version": "1",
  "model": {
    "file": "model.onnx",
    "sha256": "${'0a'.repeat(32)}"
  },
  "catalogueVersion": 1,
  "inputs": ["amount",
    "hour_of_day"],
  "input": "features",
  "output": {
    "probabilities": "probabilities",
    "positiveColumn": 1
  },
  "thresholds": {
    "hold": 0.5,
    "decline": null
  },
  "golden": {
    "file": "golden.jsonl",
    "tolerance": 0.000001
  }
}
`;

const refusalOf = (text: string): string => {
  try {
    parseManifest(text, 'm.json');
  } catch (error) {
    expect(error).toBeInstanceOf(ModelRefused);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('a manifest', () => {
  test('is read as it is written', () => {
    expect(parseManifest(sound, 'm.json')).toEqual(JSON.parse(sound));
  });

  test('may say more than is asked for', () => {
    expect(parseManifest(sound.replace('{\n', '{\n  "metrics": { "ap": 0.9 },\n'), 'm.json').name).toBe(
      'fraud',
    );
  });

  test.each<[string, string, string, number, string]>([
    ['a name with capitals', '"fraud"', '"Fraud"', 2, 'name'],
    ['a version with a slash', '"version": "1"', '"version": "1/2"', 3, 'version'],
    ['a version that is a number', '"version": "1"', '"version": 1', 3, 'version'],
    ['a model in another folder', '"model.onnx"', '"../model.onnx"', 5, 'model.file'],
    ['a model of another format', '"model.onnx"', '"model.pkl"', 5, 'model.file'],
    ['a short sha256', '0a0a', '0a', 6, 'model.sha256'],
    ['a catalogue version of 0', '"catalogueVersion": 1', '"catalogueVersion": 0', 8, 'catalogueVersion'],
    ['an input that is no name', '"hour_of_day"', '7', 10, 'inputs.1'],
    ['no inputs', '["amount",\n    "hour_of_day"]', '[]', 9, 'inputs'],
    ['a positive column below 0', '"positiveColumn": 1', '"positiveColumn": -1', 14, 'output.positiveColumn'],
    ['a threshold above 1', '"hold": 0.5', '"hold": 1.01', 17, 'thresholds.hold'],
    ['a threshold below 0', '"hold": 0.5', '"hold": -0.01', 17, 'thresholds.hold'],
    ['a threshold that is text', '"decline": null', '"decline": "never"', 18, 'thresholds.decline'],
    ['golden rows in another folder', '"golden.jsonl"', '"/tmp/golden.jsonl"', 21, 'golden.file'],
    ['a tolerance of 0', '0.000001', '0', 22, 'golden.tolerance'],
    ['a tolerance that forgives all', '0.000001', '0.01', 22, 'golden.tolerance'],
  ])('with %s is refused with the line of it', (_fault, from, to, line, field) => {
    const message = refusalOf(sound.replace(from, to));
    expect(message).toMatch(new RegExp(`^m\\.json:${line}: ${field.replaceAll('.', '\\.')}: \\S`));
  });

  test.each<[string, string, number]>([
    ['name', '  "name": "fraud",\n', 1],
    ['model.sha256', `,\n    "sha256": "${'0a'.repeat(32)}"`, 4],
    ['output', ',\n    "positiveColumn": 1', 12],
    ['thresholds.decline', ',\n    "decline": null', 16],
    ['golden.tolerance', ',\n    "tolerance": 0.000001', 20],
  ])('without %s is refused with the line of what should hold it', (field, cut, line) => {
    expect(sound).toContain(cut);
    expect(refusalOf(sound.replace(cut, ''))).toMatch(new RegExp(`^m\\.json:${line}: ${field}: \\S`));
  });

  test.each(['hold', 'decline'])('takes a %s threshold of 0 and of 1', (name) => {
    for (const limit of ['0', '1']) {
      const changed = sound.replace(new RegExp(`"${name}": [^,\\n]+`), `"${name}": ${limit}`);
      expect(parseManifest(changed, 'm.json').thresholds).toMatchObject({ [name]: Number(limit) });
    }
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['half a manifest', sound.slice(0, 100)],
    ['YAML', 'name: fraud'],
  ])('that is %s is refused as no JSON', (_what, text) => {
    expect(refusalOf(text)).toMatch(/^m\.json: is not JSON: /);
  });

  test.each(['null', '[]', '"fraud"', '1'])('that is %s is refused at its first line', (text) => {
    expect(refusalOf(text)).toMatch(/^m\.json:1: /);
  });
});

test('a line is that of the field, or of the closest part of its path that is there', () => {
  expect(lineOf(sound, ['model', 'sha256'])).toBe(6);
  expect(lineOf(sound, ['model', 'size'])).toBe(4);
  expect(lineOf(sound, ['inputs', 1])).toBe(10);
  expect(lineOf(sound, ['nothing', 'at', 'all'])).toBe(1);
});
