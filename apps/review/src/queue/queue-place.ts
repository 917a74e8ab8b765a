import { z } from 'zod';
import type { QueueRow, QueueSort } from './queue-statements.js';

const time = z.string().regex(/^(-infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?)$/);
const loss = z.string().regex(/^-?\d{1,18}$/);
const keysOf = { deadline: [time, loss], loss: [loss, time], age: [time, loss] } as const;

/** A place in a sort of the queue: behind the row that it was made of. */
export type QueuePlace = readonly [first: string, second: string, id: string];

const beforeAllTimes = '-infinity';
const beforeAllLosses = '-999999999999999999';
const nilId = '00000000-0000-0000-0000-000000000000';

/** Where a sort begins. */
export function queueStart(sort: QueueSort): QueuePlace {
  return sort === 'loss'
    ? [beforeAllLosses, beforeAllTimes, nilId]
    : [beforeAllTimes, beforeAllLosses, nilId];
}

export function cursorOf({ first, second, id }: QueueRow): string {
  return Buffer.from(JSON.stringify([first, second, id])).toString('base64url');
}

/** Reads a cursor; undefined when it is not one of ours for this sort. */
export function placeOf(cursor: string, sort: QueueSort): QueuePlace | undefined {
  const [first, second] = keysOf[sort];
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return z.tuple([first, second, z.uuid()]).parse(value);
  } catch {
    return undefined;
  }
}
