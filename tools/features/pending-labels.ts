import type { StateKeys } from '@paymo/features';

export interface PendingLabel {
  readonly knownAtMs: number;
  readonly keys: StateKeys;
  readonly isFraud: boolean;
}

interface Entry {
  readonly label: PendingLabel;
  readonly order: number;
}

/**
 * Labels of observed payments that are not known yet, in the order in which they become known. A binary heap: logs
 * hold labels that are never learnt, which would lie in the way of all others in a sorted list.
 */
export class PendingLabels {
  private readonly entries: Entry[] = [];
  private added = 0;

  /** Of labels that become known at the same time the one added first comes first. */
  add(label: PendingLabel): void {
    const entry = { label, order: this.added };
    this.added += 1;
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

  /** Takes those that are known at a time. */
  *knownAt(atMs: number): Generator<PendingLabel> {
    for (;;) {
      const first = this.entries[0];
      if (first === undefined || first.label.knownAtMs > atMs) return;
      const last = this.entries.pop();
      if (last !== undefined && last !== first) this.sink(last);
      yield first.label;
    }
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
  return one.label.knownAtMs === other.label.knownAtMs
    ? one.order < other.order
    : one.label.knownAtMs < other.label.knownAtMs;
}
