import { describe, expect, it } from '@jest/globals';
import { catalogueMetrics, listMetrics } from './ranking-metrics.js';

describe('the metrics of a list', () => {
  /** Worked out by hand; log2(3) = 1.58496, log2(4) = 2, log2(5) = 2.32193, log2(6) = 2.58496. */
  const cases: [name: string, list: number[], relevant: number[], expected: number[]][] = [
    ['all right and in front', [1, 2, 3, 4, 5], [1, 2, 3], [1, 3 / 5, 1, 1, 1]],
    ['nothing right', [1, 2, 3, 4, 5], [9], [0, 0, 0, 0, 0]],
    ['one of one in the third place', [1, 2, 3, 4, 5], [3], [1, 1 / 5, 1, 1 / 2, 1 / 3]],
    [
      'the second and fifth of four',
      [9, 1, 8, 7, 2],
      [1, 2, 3, 4],
      [1, 2 / 5, 2 / 4, (1 / 1.5849625007 + 1 / 2.5849625007) / 2.5616063116, (1 / 2 + 2 / 5) / 4],
    ],
    ['more to find than places', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], [1, 1, 5 / 7, 1, 1]],
    ['a short list', [4], [4, 5], [1, 1 / 5, 1 / 2, 1 / (1 + 1 / 1.5849625007), 1 / 2]],
  ];
  it.each(cases)('with %s are as worked out by hand', (_name, list, relevant, expected) => {
    const { hitRate, precision, recall, ndcg, averagePrecision } = listMetrics(list, new Set(relevant), 5);
    [hitRate, precision, recall, ndcg, averagePrecision].forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 9);
    });
  });

  it('look at the first k places only', () => {
    expect(listMetrics([9, 8, 1], new Set([1]), 2).hitRate).toBe(0);
  });
});

describe('the metrics of all lists', () => {
  it('count coverage, surprise and inequality over the items of training', () => {
    // Four users; items had by 4, 2, 1 and no users; recommended 3, 1, 0 times. The fourth is not of the catalogue.
    const metrics = catalogueMetrics(Int32Array.of(3, 1, 0, 0), Int32Array.of(4, 2, 1, 0), 4);
    expect(metrics.coverage).toBeCloseTo(2 / 3, 12);
    expect(metrics.novelty).toBeCloseTo((3 * 0 + 1 * 1) / 4, 12);
    expect(metrics.gini).toBeCloseTo((-2 * 0 + 0 * 1 + 2 * 3) / (3 * 4), 12);
  });

  it('know no inequality when all are recommended alike', () => {
    expect(catalogueMetrics(Int32Array.of(2, 2), Int32Array.of(1, 1), 2).gini).toBe(0);
  });
});
