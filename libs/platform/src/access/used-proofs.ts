import { PaymoError } from '../paymo-error.js';

const proofsMax = 500_000;

/** Remembers what was used for so long at least, in two sets that take turns, so that forgetting costs nothing. */
export class UsedProofs {
  private current = new Set<string>();
  private before = new Set<string>();
  private turnAtMs = 0;

  constructor(private readonly lifeMs: number) {}

  /**
   * @returns false when it was used before
   * @throws PaymoError `service.unavailable` when there are too many to remember: none is let through unseen
   */
  add(proof: string, nowMs: number): boolean {
    this.turn(nowMs);
    if (this.current.has(proof) || this.before.has(proof)) return false;
    if (this.current.size >= proofsMax) {
      const detail = 'More requests carry proofs than can be remembered; try again in a moment.';
      throw new PaymoError('service.unavailable', detail, { retryAfterSeconds: 2 });
    }
    this.current.add(proof);
    return true;
  }

  private turn(nowMs: number): void {
    if (nowMs < this.turnAtMs) return;
    // After a pause of two lives the older set holds nothing that still counts.
    this.before = nowMs < this.turnAtMs + this.lifeMs ? this.current : new Set();
    this.current = new Set();
    this.turnAtMs = nowMs + this.lifeMs;
  }
}
