import { describe, expect, it } from '@jest/globals';
import { parseListCsv } from './list-csv.js';

const now = new Date('2026-01-01T00:00:00Z');
const parsed = (csv: string): ReturnType<typeof parseListCsv> => parseListCsv(csv, 'mules.csv', now);

describe('the CSV of a list', () => {
  it('gives values with their expiry and source', () => {
    const csv =
      'value,expires_at,source\none,2026-12-31,police\n"two, 2",,\nthree,2026-02-01T12:00:00+01:00,x\n';
    expect(parsed(csv)).toEqual({
      entries: [
        { value: 'one', expiresAt: new Date('2026-12-31T00:00:00Z'), source: 'police' },
        { value: 'two, 2', expiresAt: null, source: 'mules.csv' },
        { value: 'three', expiresAt: new Date('2026-02-01T11:00:00Z'), source: 'x' },
      ],
      faults: [],
    });
  });

  it('may have the values alone, and a byte order mark', () => {
    expect(parsed('\ufeffvalue\na\n\nb\n').entries.map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it.each([
    ['value\na\na', 3, 'a is on line 2 already'],
    ['value,expires_at\na,2025-12-31', 2, 'a expired already, at 2025-12-31'],
    ['value,expires_at\na,soon', 2, expect.stringContaining('must be a date such as 2026-12-31')],
    ['value,expires_at\n,2026-12-31', 2, expect.stringContaining('is empty')],
    ['name\na', 2, expect.stringContaining('value')],
    ['value\na,b', 2, expect.stringContaining('Invalid Record Length')],
    ['value\n"a', 2, expect.stringContaining('Quote Not Closed')],
    [`value\n${'x'.repeat(201)}`, 2, expect.stringContaining('is longer than 200 characters')],
  ])('%j is faulty on line %s', (csv, line, message) => {
    expect(parsed(csv).faults).toEqual([{ line, message }]);
  });

  it('tells every fault at once', () => {
    const { entries, faults } = parsed('value,expires_at\na,soon\nb,\nc,2020-01-01\n');
    expect(entries.map(({ value }) => value)).toEqual(['b']);
    expect(faults.map(({ line }) => line)).toEqual([2, 4]);
  });
});
