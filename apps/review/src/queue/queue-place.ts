import type { QueueRow, QueueSort } from './queue-statements.js';

const beforeAllTimes = '-infinity';
const beforeAllLosses = '-999999999999999999';
const nilId = '00000000-0000-0000-0000-000000000000';

/** Where a sort begins: keys of a row before all others. */
export function queueStart(sort: QueueSort): readonly string[] {
  return sort === 'loss'
    ? [beforeAllLosses, beforeAllTimes, nilId]
    : [beforeAllTimes, beforeAllLosses, nilId];
}

/** A row's place in its sort. */
export function placeOf({ first, second, id }: QueueRow): readonly string[] {
  return [first, second, id];
}
