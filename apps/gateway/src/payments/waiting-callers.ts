import type { Answer } from './idempotency.js';

interface Caller {
  readonly key: string;
  readonly sinceMs: number;
  readonly resolve: (answer: Answer | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** The HTTP callers that wait in this process for the decision about their payment; several may wait for one. */
export class WaitingCallers {
  private readonly callers = new Map<string, Set<Caller>>();

  /** Resolves with the answer, or with undefined when the time is over. */
  wait(paymentId: string, key: string, waitMs: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.forget(paymentId, caller);
        resolve(undefined);
      }, waitMs);
      const caller = { key, sinceMs: performance.now(), resolve, timer };
      const others = this.callers.get(paymentId);
      if (others === undefined) this.callers.set(paymentId, new Set([caller]));
      else others.add(caller);
    });
  }

  answer(paymentId: string, answer: Answer): void {
    const callers = this.callers.get(paymentId);
    if (callers === undefined) return;
    this.callers.delete(paymentId);
    for (const { timer, resolve } of callers) {
      clearTimeout(timer);
      resolve(answer);
    }
  }

  /** Payments whose callers wait longer than that, with their keys: another instance may have settled them. */
  waitingSince(ms: number): Map<string, string> {
    const limit = performance.now() - ms;
    const long = new Map<string, string>();
    for (const [paymentId, callers] of this.callers)
      for (const { key, sinceMs } of callers) if (key !== '' && sinceMs < limit) long.set(key, paymentId);
    return long;
  }

  private forget(paymentId: string, caller: Caller): void {
    const callers = this.callers.get(paymentId);
    callers?.delete(caller);
    if (callers?.size === 0) this.callers.delete(paymentId);
  }
}
