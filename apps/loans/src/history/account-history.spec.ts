import { describe, expect, it } from '@jest/globals';
import { type AccountMonth, incomeFacts } from './account-history.js';

const month = (name: string, inMinor: bigint, outMinor = 0n, committedMinor = 0n): AccountMonth => ({
  month: `${name}-01`,
  inMinor,
  outMinor,
  committedMinor,
});

describe('income facts', () => {
  it('are the median income and the mean spending of complete months', () => {
    const history = [
      month('2026-03', 100_000n, 50_000n, 30_000n),
      month('2026-04', 300_000n, 50_000n, 30_000n),
      month('2026-05', 200_000n, 110_000n, 60_000n),
    ];
    expect(incomeFacts(history, '2026-06-01', 3)).toEqual({
      monthsOfHistory: 3,
      incomeMinor: 200_000n,
      committedMinor: 40_000n,
      netMinor: 130_000n,
    });
  });

  it('leave out the month that is not over', () => {
    const history = [month('2026-06', 900_000n), month('2026-05', 1000n)];
    expect(incomeFacts(history, '2026-06-30', 3)).toMatchObject({ monthsOfHistory: 1, incomeMinor: 0n });
  });

  it('count months back to the first without income', () => {
    const history = [month('2026-03', 1n), month('2026-04', 0n, 5n), month('2026-05', 1n)];
    expect(incomeFacts(history, '2026-06-15', 3).monthsOfHistory).toBe(1);
    expect(incomeFacts([], '2026-06-15', 3)).toMatchObject({ monthsOfHistory: 0, incomeMinor: 0n });
  });
});
