import type { Answer } from './idempotency.js';

interface Caller {
  readonly key: string;
  readonly sinceMs: number;
  readonly resolve: (answer: Answer | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** The HTTP callers that wait in this process for the decision about their payment. */
export class WaitingCallers {
  private readonly callers = new Map<string, Caller>();

  /** Resolves with the answer, or with undefined when the time is over. */
  wait(paymentId: string, key: string, waitMs: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.answer(paymentId, undefined);
      }, waitMs);
      this.callers.set(paymentId, { key, sinceMs: performance.now(), resolve, timer });
    });
  }

  answer(paymentId: string, answer: Answer | undefined): void {
    const caller = this.callers.get(paymentId);
    if (caller === undefined) return;
    this.callers.delete(paymentId);
    clearTimeout(caller.timer);
    caller.resolve(answer);
  }

  /** Payments whose callers wait longer than that, with their keys: another instance may have settled them. */
  waitingSince(ms: number): Map<string, string> {
    const limit = performance.now() - ms;
    const long = new Map<string, string>();
    for (const [paymentId, { key, sinceMs }] of this.callers) if (sinceMs < limit) long.set(key, paymentId);
    return long;
  }
}
