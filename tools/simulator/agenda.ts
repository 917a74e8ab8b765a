import assert from 'node:assert';
import { minuteMs } from './calendar.js';
import type { Intent } from './payment.js';

/**
 * What is going to be paid, soonest first; of two at the same time the one planned first. Plans lie in a drawer for
 * each minute, which is put in order when its time comes.
 */
export class Agenda {
  private readonly drawers = new Map<number, Intent[]>();
  private minute: number;
  private drawer: Intent[] = [];
  private next = 0;
  /** How many were ever planned. */
  planned = 0;

  constructor(fromMs: number) {
    this.minute = minuteOf(fromMs) - 1;
  }

  plan(intent: Intent): void {
    this.planned += 1;
    const minute = minuteOf(intent.atMs);
    if (minute <= this.minute) {
      this.planAtOnce(intent);
      return;
    }
    const drawer = this.drawers.get(minute);
    if (drawer === undefined) this.drawers.set(minute, [intent]);
    else drawer.push(intent);
  }

  /** Takes the next one, if its time lies before `endMs`, which is a full minute. */
  takeBefore(endMs: number): Intent | null {
    assert(endMs % minuteMs === 0, 'drawers hold full minutes');
    for (;;) {
      const intent = this.drawer[this.next];
      if (intent !== undefined) {
        this.next += 1;
        return intent;
      }
      if ((this.minute + 1) * minuteMs >= endMs) return null;
      this.openDrawer(this.minute + 1);
    }
  }

  private openDrawer(minute: number): void {
    this.minute = minute;
    this.drawer = this.drawers.get(minute) ?? [];
    this.drawers.delete(minute);
    this.drawer.sort((one, other) => one.atMs - other.atMs);
    this.next = 0;
  }

  /** Into the minute that is now. */
  private planAtOnce(intent: Intent): void {
    const last = this.drawer[this.next - 1];
    assert(last === undefined || intent.atMs >= last.atMs, 'nobody pays in the past');
    const later = this.drawer.findIndex(({ atMs }, place) => place >= this.next && atMs > intent.atMs);
    this.drawer.splice(later === -1 ? this.drawer.length : later, 0, intent);
  }
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / minuteMs);
}
