import { describe, expect, it } from '@jest/globals';
import { dueRun } from './nightly-run.js';

const at = (text: string): Date => new Date(`2026-11-${text}:00Z`);
const generation = (
  asOf: string,
  status: 'ready' | 'failed' | 'running' | 'rolled_back',
  finished?: string,
): Parameters<typeof dueRun>[2][0] => ({
  as_of: at(asOf),
  status,
  finished_at: finished === undefined ? null : at(finished),
});

describe('a nightly run', () => {
  it('is due at its hour and not before', () => {
    const last = [generation('24T03:00', 'ready')];
    expect(dueRun(at('25T02:59').getTime(), 3, last)).toBeNull();
    expect(dueRun(at('25T03:00').getTime(), 3, last)).toEqual(at('25T03:00'));
  });

  it('is made once: neither after it is ready, nor after it was rolled back, nor after one by hand', () => {
    const noon = at('25T12:00').getTime();
    expect(dueRun(noon, 3, [generation('25T03:00', 'ready')])).toBeNull();
    expect(dueRun(noon, 3, [generation('25T03:00', 'rolled_back')])).toBeNull();
    expect(dueRun(noon, 3, [generation('25T10:00', 'ready')])).toBeNull();
  });

  it('is caught up after downtime, the latest night alone', () => {
    expect(dueRun(at('28T02:00').getTime(), 3, [generation('24T03:00', 'ready')])).toEqual(at('27T03:00'));
  });

  it('waits five minutes after a failure, and twenty after the next', () => {
    const first = generation('25T03:00', 'failed', '25T03:01');
    expect(dueRun(at('25T03:05').getTime(), 3, [first])).toBeNull();
    expect(dueRun(at('25T03:06').getTime(), 3, [first])).toEqual(at('25T03:00'));
    const second = generation('25T03:00', 'failed', '25T03:10');
    expect(dueRun(at('25T03:29').getTime(), 3, [second, first])).toBeNull();
    expect(dueRun(at('25T03:30').getTime(), 3, [second, first])).toEqual(at('25T03:00'));
  });

  it('is taken up again after it broke off, and given up after three failures', () => {
    const noon = at('25T12:00').getTime();
    const failed = generation('25T03:00', 'failed');
    expect(dueRun(noon, 3, [generation('25T03:00', 'running'), failed, failed])).toEqual(at('25T03:00'));
    expect(dueRun(noon, 3, [failed, failed, failed])).toBeNull();
  });
});
