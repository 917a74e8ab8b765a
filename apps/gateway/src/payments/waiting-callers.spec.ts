import { describe, expect, it } from '@jest/globals';
import { WaitingCallers } from './waiting-callers.js';

const answer = { status: 201, body: '{}' };

describe('callers that wait for a payment', () => {
  it('are all answered, however many wait for one', async () => {
    const callers = new WaitingCallers();
    const waiting = [
      callers.wait('a', 'k', 60_000),
      callers.wait('a', '', 60_000),
      callers.wait('b', 'l', 1),
    ];
    callers.answer('a', answer);
    expect(await Promise.all(waiting)).toEqual([answer, answer, undefined]);
  });

  it('end with their own time, and leave the others waiting', async () => {
    const callers = new WaitingCallers();
    const long = callers.wait('a', 'k', 60_000);
    expect(await callers.wait('a', '', 1)).toBeUndefined();
    callers.answer('a', answer);
    expect(await long).toEqual(answer);
  });

  it('are known by their keys once they have waited long', async () => {
    const callers = new WaitingCallers();
    const waiting = [callers.wait('a', 'k', 60_000), callers.wait('b', '', 60_000)];
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(callers.waitingSince(1)).toEqual(new Map([['k', 'a']]));
    callers.answer('a', answer);
    callers.answer('b', answer);
    await Promise.all(waiting);
  });
});
