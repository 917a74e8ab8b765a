import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PaymoError } from '@paymo/platform';

const waitingMax = 64;

/**
 * Runs the work of inference requests beside decisions without holding them up: one request after the other, a slice
 * of its rows in each turn of the event loop.
 */
@Injectable()
export class InferenceTurns {
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Answers what `work` makes of all rows, in their order.
   *
   * @throws PaymoError `limit.too_many_requests` when 64 requests wait already
   */
  async run<Row, Result>(
    rows: readonly Row[],
    sliceRows: number,
    work: (slice: readonly Row[]) => Promise<readonly Result[]>,
  ): Promise<Result[]> {
    if (this.waiting >= waitingMax) {
      const detail = `${waitingMax} inference requests wait here already; try again in a second.`;
      throw new PaymoError('limit.too_many_requests', detail, { retryAfterSeconds: 1 });
    }
    this.waiting += 1;
    const result = this.last.then(() => inSlices(rows, sliceRows, work));
    this.last = result.catch(() => undefined);
    return result.finally(() => {
      this.waiting -= 1;
    });
  }
}

async function inSlices<Row, Result>(
  rows: readonly Row[],
  sliceRows: number,
  work: (slice: readonly Row[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < rows.length; from += sliceRows) {
    results.push(...(await work(rows.slice(from, from + sliceRows))));
    await nextTurn();
  }
  return results;
}
