import type { InteractionMatrix } from './interaction-matrix.js';

/** An algorithm that has learnt from a training part. */
export interface Recommender {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** At most `k` items for a user of the training part, the best first. */
  recommend(user: number, k: number): number[];
}

/** What every algorithm is told of the task. */
export interface Task {
  /** Whether what a user had before may be recommended again: right for shops, wrong for films. */
  readonly includeSeen: boolean;
}

/** Marks what one user at a time has met already, without clearing anything between users. */
export class SeenItems {
  private readonly seenBy: Int32Array;

  constructor(
    private readonly matrix: InteractionMatrix,
    private readonly task: Task,
  ) {
    this.seenBy = new Int32Array(matrix.itemCount).fill(-1);
  }

  /** @returns whether an item is left out for this user */
  of(user: number): (item: number) => boolean {
    if (this.task.includeSeen) return () => false;
    const { rowStart, items } = this.matrix;
    const end = rowStart[user + 1] ?? 0;
    for (let place = rowStart[user] ?? 0; place < end; place += 1) this.seenBy[items[place] ?? 0] = user;
    return (item) => this.seenBy[item] === user;
  }
}

/** Scores of one user at a time; only those that were touched are looked at and cleared. */
export class ScoreBoard {
  private readonly scores: Float64Array;
  private readonly touched: Int32Array;
  private readonly isTouched: Uint8Array;
  private touchedCount = 0;

  constructor(itemCount: number) {
    this.scores = new Float64Array(itemCount);
    this.touched = new Int32Array(itemCount);
    this.isTouched = new Uint8Array(itemCount);
  }

  add(item: number, score: number): void {
    if (this.isTouched[item] === 0) {
      this.isTouched[item] = 1;
      this.touched[this.touchedCount] = item;
      this.touchedCount += 1;
    }
    this.scores[item] = (this.scores[item] ?? 0) + score;
  }

  /** Takes the best `k` off the board and clears it; of equals the one with the lower number is the better one. */
  takeTop(k: number, isLeftOut: (item: number) => boolean): { items: number[]; scores: number[] } {
    const items: number[] = [];
    const scores: number[] = [];
    for (let index = 0; index < this.touchedCount; index += 1) {
      const item = this.touched[index] ?? 0;
      const score = this.scores[item] ?? 0;
      this.scores[item] = 0;
      this.isTouched[item] = 0;
      if (!isLeftOut(item)) insertRanked(items, scores, { item, score, k });
    }
    this.touchedCount = 0;
    return { items, scores };
  }
}

function insertRanked(
  items: number[],
  scores: number[],
  { item, score, k }: { item: number; score: number; k: number },
): void {
  let place = items.length;
  while (place > 0) {
    const other = scores[place - 1] ?? 0;
    if (other > score || (other === score && (items[place - 1] ?? 0) < item)) break;
    place -= 1;
  }
  if (place >= k) return;
  items.splice(place, 0, item);
  scores.splice(place, 0, score);
  if (items.length > k) {
    items.pop();
    scores.pop();
  }
}

/** Fills a short list up with the first items of `order` that are neither on it nor left out. */
export function filledUp(
  list: number[],
  k: number,
  order: Int32Array,
  isLeftOut: (item: number) => boolean,
): number[] {
  for (const item of order) {
    if (list.length >= k) break;
    if (!isLeftOut(item) && !list.includes(item)) list.push(item);
  }
  return list;
}

/** What a user's meeting with an item weighs: more when often, half after each `halfLifeDays`. */
export function profileWeight(count: number, ageDays: number, halfLifeDays: number): number {
  return (1 + Math.log(count)) * 2 ** (-ageDays / halfLifeDays);
}
