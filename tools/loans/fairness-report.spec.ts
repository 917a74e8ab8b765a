import { describe, expect, it } from '@jest/globals';
import { fairnessReport } from './fairness-report.js';

const group = (name: string, applications: number, approved: number) => ({
  group: name,
  applications,
  approved,
  meanProbability: 0.2,
});

describe('the fairness of decisions', () => {
  it('passes at four fifths, and not below', () => {
    const [high, atLimit, below] = [group('18-24', 100, 50), group('25-34', 100, 40), group('65+', 100, 39)];
    expect(fairnessReport([high, atLimit])).toMatchObject({ approvalRateRatio: 0.8, passed: true });
    expect(fairnessReport([high, below])).toMatchObject({ approvalRateRatio: 0.78, passed: false });
  });

  it('is not judged by groups of fewer than thirty', () => {
    const report = fairnessReport([group('18-24', 30, 15), group('65+', 29, 0)]);
    expect(report).toMatchObject({ approvalRateRatio: null, passed: true, groupsTooSmall: ['65+'] });
  });
});
