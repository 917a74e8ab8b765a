import { isTransient } from './database.js';
import type { Logger } from './logger.js';

/** Work that is done again and again while the service runs, each piece never twice at a time. */
export class PeriodicWork {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly logger: Logger) {}

  /** @param failure what the log says when it fails: a warning when that passes by itself, else an error */
  every(ms: number, failure: string, work: () => Promise<unknown>): void {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      const run = work()
        .catch((error: unknown) => {
          this.logger[isTransient(error) ? 'warn' : 'error']({ err: error }, failure);
        })
        .then(() => {
          isRunning = false;
          this.running.delete(run);
        });
      this.running.add(run);
    }, ms);
    this.timers.push(timer);
  }

  /** Begins nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.timers.forEach((timer) => {
      clearInterval(timer);
    });
    await Promise.all(this.running);
  }
}
