import { describe, expect, it } from '@jest/globals';
import { attemptsMax, retryDelayMs } from './retry-schedule.js';

describe('the retries of a webhook', () => {
  const failures = Array.from({ length: attemptsMax }, (_, index) => index + 1);

  it('end after the twelfth attempt', () => {
    expect(retryDelayMs(11, 0.5)).not.toBeNull();
    expect(retryDelayMs(12, 0.5)).toBeNull();
  });

  it('spread over three days on average', () => {
    const days = failures.reduce((sum, count) => sum + (retryDelayMs(count, 0.5) ?? 0), 0) / 86_400_000;
    expect(days).toBeGreaterThan(2.5);
    expect(days).toBeLessThan(3);
  });

  it('come at any time up to a bound that triples', () => {
    expect([retryDelayMs(1, 0), retryDelayMs(1, 1), retryDelayMs(2, 1), retryDelayMs(11, 1)]).toEqual([
      0,
      30_000,
      90_000,
      36 * 3_600_000,
    ]);
  });
});
