const windowMs = 60_000;
const keysMax = 100_000;

export interface Taken {
  /** How many more may come at once. */
  readonly left: number;
  /** 0 when this one may pass, else the time after which it may. */
  readonly waitMs: number;
}

/**
 * Bounds events a key to so many a minute, as a bucket that fills evenly: the generic cell rate algorithm
 * (ITU-T I.371), one number a key. A full minute's worth may come at once.
 */
export class Throttle {
  private readonly fullAtMs = new Map<string, number>();
  private readonly intervalMs: number;

  constructor(private readonly perMinute: number) {
    this.intervalMs = windowMs / perMinute;
  }

  /** @param events that come at once: all pass, or none, and then none counts */
  take(key: string, nowMs: number, events = 1): Taken {
    const fullAtMs = Math.max(this.fullAtMs.get(key) ?? nowMs, nowMs) + events * this.intervalMs;
    const aheadMs = fullAtMs - nowMs;
    if (aheadMs > windowMs + 1e-6) return { left: 0, waitMs: aheadMs - windowMs };
    if (this.fullAtMs.size >= keysMax) this.forgetFull(nowMs);
    this.fullAtMs.set(key, fullAtMs);
    return { left: Math.floor((windowMs - aheadMs) / this.intervalMs + 1e-6), waitMs: 0 };
  }

  /** Keys whose bucket is full again say nothing; when all are busy, all begin anew rather than grow. */
  private forgetFull(nowMs: number): void {
    for (const [key, fullAtMs] of this.fullAtMs) if (fullAtMs <= nowMs) this.fullAtMs.delete(key);
    if (this.fullAtMs.size >= keysMax) this.fullAtMs.clear();
  }
}
