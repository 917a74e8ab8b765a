import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { fairnessGate } from './fairness-gate.js';

const report = (...ratios: (number | null)[]): string =>
  JSON.stringify({
    passed: true,
    columns: Object.fromEntries(ratios.map((ratio, index) => [`c${index}`, { approvalRateRatio: ratio }])),
  });

describe('the fairness gate', () => {
  it('is open to the shipped model', async () => {
    expect(fairnessGate(await readFile('models/credit/1/fairness.json', 'utf8')).passed).toBe(true);
  });

  it.each([
    ['at four fifths', report(0.8), true],
    ['just below them', report(0.79999), false],
    ['with one unfair column among fair ones', report(0.95, 0.5, 1), false],
    ['with nothing to compare in one of them', report(null, 0.9), true],
    ['with nothing to compare in any', report(null), false],
  ])('%s says %s', (_, text, passed) => {
    expect(fairnessGate(text).passed).toBe(passed);
  });

  it.each(['', '{}', '{"columns":{}}', '{"passed":true}'])('takes %j for no report', (text) => {
    expect(() => fairnessGate(text)).toThrow();
  });
});
