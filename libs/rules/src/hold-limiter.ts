import assert from 'node:assert';

const windowMs = 60_000;

/** The times of a source's last holds, as many as it may have in a minute, in a ring. */
interface Source {
  readonly timesMs: number[];
  next: number;
  trippedAtMs: number | null;
  bounded: number;
}

export interface LimitedSource {
  readonly source: string;
  readonly trippedAtMs: number;
  /** Holds that it was not let make since. */
  readonly bounded: number;
}

/**
 * Bounds how many payments one source (a rule, or the model) may hold automatically within any 60 seconds.
 *
 * The hold that would be one too many trips the source: it holds nothing any more. What it would have held goes by the
 * other sources, and is counted. It bounds what a bad change costs customers, at the price that a tripped source
 * protects nobody.
 */
export class HoldLimiter {
  private readonly sources = new Map<string, Source>();

  constructor(readonly holdsAMinuteMax: number) {
    assert(Number.isInteger(holdsAMinuteMax) && holdsAMinuteMax > 0, 'a limit is a whole number above 0');
  }

  /** Whether the source may hold one more payment; counts it if so. */
  take(source: string, atMs: number): boolean {
    const state = this.stateOf(source);
    if (state.trippedAtMs === null) {
      const oldestMs = state.timesMs[state.next];
      if (oldestMs === undefined || atMs - oldestMs >= windowMs) {
        state.timesMs[state.next] = atMs;
        state.next = (state.next + 1) % this.holdsAMinuteMax;
        return true;
      }
      state.trippedAtMs = atMs;
    }
    state.bounded += 1;
    return false;
  }

  tripped(): LimitedSource[] {
    return [...this.sources].flatMap(([source, { trippedAtMs, bounded }]) =>
      trippedAtMs === null ? [] : [{ source, trippedAtMs, bounded }],
    );
  }

  private stateOf(source: string): Source {
    const known = this.sources.get(source);
    if (known !== undefined) return known;
    const fresh: Source = { timesMs: [], next: 0, trippedAtMs: null, bounded: 0 };
    this.sources.set(source, fresh);
    return fresh;
  }
}
