import { describe, expect, it } from '@jest/globals';
import { InferenceTurns } from './inference-turns.js';

const rows = Array.from({ length: 10 }, (_, row) => row);
const double = (slice: readonly number[]): Promise<number[]> => Promise.resolve(slice.map((row) => row * 2));

describe('inference turns', () => {
  it('answer every row in its order, a slice at a time', async () => {
    const sizes: number[] = [];
    const results = await new InferenceTurns().run(rows, 4, (slice) => {
      sizes.push(slice.length);
      return double(slice);
    });
    expect(results).toEqual(rows.map((row) => row * 2));
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('let other work run between two slices', async () => {
    const order: string[] = [];
    const finished = new InferenceTurns().run(rows, 5, (slice) => {
      order.push('slice');
      setImmediate(() => order.push('other'));
      return double(slice);
    });
    await finished;
    expect(order).toEqual(['slice', 'other', 'slice', 'other']);
  });

  it('run one request after the other, also after one that failed', async () => {
    const turns = new InferenceTurns();
    const order: string[] = [];
    const failing = turns.run(rows, 10, () => Promise.reject(new Error('broken row')));
    const named = (name: string) =>
      turns.run(rows, 5, (slice) => {
        order.push(name);
        return double(slice);
      });
    const [first, second] = [named('first'), named('second')];
    await expect(failing).rejects.toThrow('broken row');
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'first', 'second', 'second']);
  });

  it('refuse a request behind 64 others, and take it when they are done', async () => {
    const turns = new InferenceTurns();
    const others = Array.from({ length: 64 }, () => turns.run(rows, 10, double));
    await expect(turns.run(rows, 10, double)).rejects.toMatchObject({ code: 'limit.too_many_requests' });
    await Promise.all(others);
    expect(await turns.run([1], 10, double)).toEqual([2]);
  });
});
