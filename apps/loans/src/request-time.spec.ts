import { describe, expect, it } from '@jest/globals';
import { runDay } from './request-time.js';

const now = new Date('2026-06-15T23:59:59Z');

describe('a nightly run', () => {
  it.each([
    [undefined, '2026-06-15'],
    ['2026-06-15', '2026-06-15'],
    ['2026-06-01', '2026-06-01'],
  ])('that is asked for %s is for %s', (asked, day) => {
    expect(runDay(asked, now, false)).toBe(day);
  });

  it('is not for a day that has not begun, but in a sandbox', () => {
    expect(() => runDay('2026-06-16', now, false)).toThrow('has not begun');
    expect(runDay('2026-06-16', now, true)).toBe('2026-06-16');
  });
});
