import { describe, expect, it } from '@jest/globals';
import { MicroBatcher } from './micro-batcher.js';

function gated(options: { itemsMax: number; queueMax: number; lanes?: number }) {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const batcher = new MicroBatcher<number, string>(async (items) => {
    batches.push([...items]);
    await new Promise<void>((resolve) => gates.push(resolve));
    return items.map((item) => `done ${item}`);
  }, options);
  const turn = (): Promise<void> =>
    new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
  const open = async (): Promise<void> => {
    gates.shift()?.();
    await turn();
  };
  return { batcher, batches, open, turn };
}

describe('a micro-batcher', () => {
  it('starts a lone item at once, and merges what arrives meanwhile', async () => {
    const { batcher, batches, open, turn } = gated({ itemsMax: 10, queueMax: 100 });
    const results = [batcher.submit(1)];
    await turn();
    results.push(batcher.submit(2), batcher.submit(3));
    await turn();
    expect(batches).toEqual([[1]]);
    await open();
    expect(batches).toEqual([[1], [2, 3]]);
    await open();
    expect(await Promise.all(results)).toEqual(['done 1', 'done 2', 'done 3']);
  });

  it('takes no more into a batch than it may', async () => {
    const { batcher, batches, open, turn } = gated({ itemsMax: 2, queueMax: 100 });
    const all = Promise.all([1, 2, 3, 4, 5].map((item) => batcher.submit(item)));
    await turn();
    for (let count = 0; count < 3; count += 1) await open();
    await all;
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('refuses more than may wait', async () => {
    const { batcher, open, turn } = gated({ itemsMax: 1, queueMax: 2 });
    const first = batcher.submit(1);
    await turn();
    const waiting = [batcher.submit(2), batcher.submit(3)];
    await expect(batcher.submit(4)).rejects.toMatchObject({ code: 'limit.too_many_requests' });
    waiting.push(batcher.submitUnbounded(5));
    for (let count = 0; count < 4; count += 1) await open();
    expect(await Promise.all([first, ...waiting])).toEqual(['done 1', 'done 2', 'done 3', 'done 5']);
  });

  it('runs as many batches at a time as it has lanes', async () => {
    const { batcher, batches, open, turn } = gated({ itemsMax: 1, queueMax: 10, lanes: 2 });
    const all = Promise.all([1, 2, 3].map((item) => batcher.submit(item)));
    await turn();
    expect(batches).toEqual([[1], [2]]);
    for (let count = 0; count < 3; count += 1) await open();
    await all;
  });

  it('lets a bad item fail alone', async () => {
    const batcher = new MicroBatcher<number, number>(
      (items) => (items.includes(2) ? Promise.reject(new Error('two')) : Promise.resolve([...items])),
      { itemsMax: 10, queueMax: 10 },
    );
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all at once when trying them singly is not worth it', async () => {
    let runs = 0;
    const batcher = new MicroBatcher<number, number>(
      () => {
        runs += 1;
        return Promise.reject(new Error('database away'));
      },
      { itemsMax: 10, queueMax: 10 },
      () => false,
    );
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(runs).toBe(1);
  });

  it('says when nothing waits and nothing runs', async () => {
    const { batcher, open, turn } = gated({ itemsMax: 1, queueMax: 10 });
    await batcher.idle();
    void batcher.submit(1);
    void batcher.submit(2);
    await turn();
    let isIdle = false;
    void batcher.idle().then(() => (isIdle = true));
    await open();
    expect(isIdle).toBe(false);
    await open();
    expect(isIdle).toBe(true);
  });
});
