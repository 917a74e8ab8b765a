import type { StateKeys } from '@paymo/features';

export interface PendingLabel {
  readonly knownAtMs: number;
  readonly keys: StateKeys;
  readonly isFraud: boolean;
}

/** Labels of observed payments that are not known yet, in the order in which they become known. */
export class PendingLabels {
  private labels: PendingLabel[] = [];
  private next = 0;

  /** Of labels that become known at the same time the one added first comes first. */
  add(label: PendingLabel): void {
    let place = this.labels.length;
    while (place > this.next && (this.labels[place - 1]?.knownAtMs ?? 0) > label.knownAtMs) place -= 1;
    if (place === this.labels.length) this.labels.push(label);
    else this.labels.splice(place, 0, label);
  }

  /** Takes those that are known at a time. */
  *knownAt(atMs: number): Generator<PendingLabel> {
    for (;;) {
      const label = this.labels[this.next];
      if (label === undefined || label.knownAtMs > atMs) break;
      this.next += 1;
      yield label;
    }
    if (this.next > this.labels.length / 2) {
      this.labels = this.labels.slice(this.next);
      this.next = 0;
    }
  }
}
