import assert from 'node:assert';

const windowMs = 60_000;

interface Hold {
  readonly paymentId: string;
  readonly atMs: number;
}

/** A source's last holds, as many as it may have in a minute, in a ring. */
interface Source {
  readonly holds: Hold[];
  readonly paymentIds: Set<string>;
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

  /**
   * Whether the source may hold a payment; counts it if so. One that it was let hold before is not counted again: a batch
   * whose transaction failed is judged once more, and an hour's trouble of the database must not stop the model.
   */
  take(source: string, paymentId: string, atMs: number): boolean {
    const state = this.stateOf(source);
    if (state.paymentIds.has(paymentId)) return true;
    if (state.trippedAtMs === null) {
      const oldest = state.holds[state.next];
      if (oldest === undefined || atMs - oldest.atMs >= windowMs) {
        if (oldest !== undefined) state.paymentIds.delete(oldest.paymentId);
        state.paymentIds.add(paymentId);
        state.holds[state.next] = { paymentId, atMs };
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
    const fresh: Source = { holds: [], paymentIds: new Set(), next: 0, trippedAtMs: null, bounded: 0 };
    this.sources.set(source, fresh);
    return fresh;
  }
}
