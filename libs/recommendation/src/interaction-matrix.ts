import { at } from './typed-array.js';

/**
 * Who met what, as compressed sparse rows: a user's items lie from `rowStart[user]` to `rowStart[user + 1]`, the
 * latest first. Users and items are numbered from 0.
 */
export interface InteractionMatrix {
  readonly userCount: number;
  readonly itemCount: number;
  readonly rowStart: Int32Array;
  readonly items: Int32Array;
  /** How often the user met the item. */
  readonly counts: Float32Array;
  /** Days between the user's latest interaction with this item and the latest one with any. */
  readonly ageDays: Float32Array;
}

/** The users of each item: the same matrix by columns, without counts and ages. */
export interface ItemUsers {
  readonly columnStart: Int32Array;
  readonly users: Int32Array;
}

/** Similarities learn from this many of a user's latest items: one huge history would cost its square. */
const historyItemsMax = 500;

/** Where the part of a user's history ends that similarities learn from. */
export function historyEnd({ rowStart }: InteractionMatrix, user: number): number {
  const start = at(rowStart, user);
  return Math.min(rowStart[user + 1] ?? start, start + historyItemsMax);
}

export function usersByItem(matrix: InteractionMatrix): ItemUsers {
  const columnStart = new Int32Array(matrix.itemCount + 1);
  forEachInHistories(matrix, (_user, item) => {
    columnStart[item + 1] = at(columnStart, item + 1) + 1;
  });
  for (let item = 0; item < matrix.itemCount; item += 1)
    columnStart[item + 1] = at(columnStart, item + 1) + at(columnStart, item);
  const next = columnStart.slice();
  const users = new Int32Array(at(columnStart, matrix.itemCount));
  forEachInHistories(matrix, (user, item) => {
    const place = at(next, item);
    users[place] = user;
    next[item] = place + 1;
  });
  return { columnStart, users };
}

/** How many users met each item. */
export function userCounts({ itemCount, items }: InteractionMatrix): Int32Array {
  const counts = new Int32Array(itemCount);
  for (const item of items) counts[item] = at(counts, item) + 1;
  return counts;
}

/** Items that anybody met, those of the most users first; of equals the one with the lower number. */
export function itemsByPopularity(matrix: InteractionMatrix): Int32Array {
  const counts = userCounts(matrix);
  const met: number[] = [];
  counts.forEach((count, item) => {
    if (count > 0) met.push(item);
  });
  return Int32Array.from(met.sort((a, b) => at(counts, b) - at(counts, a) || a - b));
}

function forEachInHistories(matrix: InteractionMatrix, visit: (user: number, item: number) => void): void {
  for (let user = 0; user < matrix.userCount; user += 1) {
    const end = historyEnd(matrix, user);
    for (let place = at(matrix.rowStart, user); place < end; place += 1) visit(user, at(matrix.items, place));
  }
}
