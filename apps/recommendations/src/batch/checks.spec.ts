import { describe, expect, it } from '@jest/globals';
import { checksOf, type Measures } from './checks.js';

const good: Measures = {
  customersWanted: 1000,
  customersReached: 950,
  rowsNow: 5000,
  rowsBefore: 10_000,
  rowsUnlawful: 0,
  shift: 0.6,
};
const unmet = (measures: Partial<Measures>): string[] =>
  checksOf({ ...good, ...measures })
    .filter(({ isMet }) => !isMet)
    .map(({ name }) => name);

describe('a generation', () => {
  it('passes at every limit', () => {
    expect(unmet({})).toEqual([]);
  });

  const faults: [name: string, measures: Partial<Measures>][] = [
    ['coverage', { customersReached: 949 }],
    ['eligibility', { rowsUnlawful: 1 }],
    ['rows', { rowsNow: 4999 }],
    ['growth', { rowsNow: 200_001 }],
    ['drift', { shift: 0.601 }],
  ];
  it.each(faults)('fails by %s alone just beyond its limit', (name, measures) => {
    expect(unmet(measures)).toEqual([name]);
  });

  it('is not compared when it is the first, and must have rows', () => {
    expect(unmet({ rowsBefore: 0, shift: 1 })).toEqual([]);
    expect(unmet({ rowsBefore: 0, rowsNow: 0 })).toEqual(['rows']);
  });

  it('reaches nobody where nobody consented, and is not published', () => {
    expect(unmet({ customersWanted: 0, customersReached: 0, rowsNow: 0 })).toContain('coverage');
  });
});
