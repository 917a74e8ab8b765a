import { describe, expect, it } from '@jest/globals';
import { ageBand } from './protected-data.js';

describe('the band of an age', () => {
  it.each([
    ['2008-06-15', '18-24'],
    ['2001-06-16', '18-24'],
    ['2001-06-15', '25-34'],
    ['1991-06-15', '35-49'],
    ['1976-06-15', '50-64'],
    ['1961-06-16', '50-64'],
    ['1961-06-15', '65+'],
  ])('of somebody born on %s is %s on 15 June 2026', (birthDate, band) => {
    expect(ageBand(birthDate, '2026-06-15')).toBe(band);
  });
});
