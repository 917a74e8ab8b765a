import assert from 'node:assert';
import type { Intent } from './payment.js';

interface Entry {
  readonly intent: Intent;
  readonly order: number;
}

/** What is going to be paid, soonest first; of two at the same time the one planned first. A binary heap. */
export class Agenda {
  private readonly entries: Entry[] = [];
  private planned = 0;
  private nowMs = Number.NEGATIVE_INFINITY;

  plan(intent: Intent): void {
    assert(intent.atMs >= this.nowMs, 'nobody pays in the past');
    const entry = { intent, order: this.planned };
    this.planned += 1;
    let place = this.entries.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.entries[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      this.entries[place] = above;
      place = parent;
    }
    this.entries[place] = entry;
  }

  /** Takes the next one, if its time lies before `endMs`. */
  takeBefore(endMs: number): Intent | null {
    const first = this.entries[0];
    if (first === undefined || first.intent.atMs >= endMs) return null;
    this.nowMs = first.intent.atMs;
    const last = this.entries.pop();
    if (last !== undefined && last !== first) this.sink(last);
    return first.intent;
  }

  get size(): number {
    return this.entries.length;
  }

  private sink(entry: Entry): void {
    let place = 0;
    for (;;) {
      const left = this.entries[2 * place + 1];
      if (left === undefined) break;
      const right = this.entries[2 * place + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, entry)) break;
      this.entries[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    this.entries[place] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.intent.atMs === other.intent.atMs
    ? one.order < other.order
    : one.intent.atMs < other.intent.atMs;
}
