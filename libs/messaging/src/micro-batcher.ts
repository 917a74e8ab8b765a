import { PaymoError } from '@paymo/platform';

export interface MicroBatcherOptions {
  /** Items of one batch at most. */
  readonly itemsMax: number;
  /** Items that may wait; one more is refused. */
  readonly queueMax: number;
  /** Batches under way at a time. */
  readonly lanes?: number;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Merges what arrives while a batch is under way into the next batch. A lone item never waits for
 * company: the next batch starts in the turn of the event loop after the one before it returned.
 *
 * A batch that fails is tried again item by item, so that one bad item cannot fail its neighbours.
 */
export class MicroBatcher<In, Out> {
  private queue: Waiting<In, Out>[] = [];
  private running = 0;
  private isScheduled = false;
  private idleWaiters: (() => void)[] = [];

  /** @param run handles a batch and returns one result for each item, in order */
  constructor(
    private readonly run: (items: readonly In[]) => Promise<readonly Out[]>,
    private readonly options: MicroBatcherOptions,
    private readonly isWorthIsolating: (error: unknown) => boolean = () => true,
  ) {}

  get queued(): number {
    return this.queue.length;
  }

  /** @throws PaymoError `limit.too_many_requests` when the queue is full */
  submit(item: In): Promise<Out> {
    if (this.queue.length >= this.options.queueMax) {
      const detail = `More than ${this.options.queueMax} requests wait; try again shortly.`;
      return Promise.reject(new PaymoError('limit.too_many_requests', detail, { retryAfterSeconds: 1 }));
    }
    return this.submitUnbounded(item);
  }

  /** Takes an item however many wait: for callers who hold back by themselves, and must never be refused. */
  submitUnbounded(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    if (this.running === 0 && this.queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  private schedule(): void {
    if (this.isScheduled || this.running >= (this.options.lanes ?? 1)) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.startBatch();
    });
  }

  private startBatch(): void {
    const batch = this.queue.splice(0, this.options.itemsMax);
    if (batch.length === 0) return;
    this.running += 1;
    void this.settle(batch).finally(() => {
      this.running -= 1;
      if (this.queue.length > 0) this.schedule();
      else if (this.running === 0)
        this.idleWaiters.splice(0).forEach((resolve) => {
          resolve();
        });
    });
    if (this.queue.length > 0) this.schedule();
  }

  private async settle(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (index < results.length && result !== undefined) resolve(result);
        else reject(new Error('the batch returned too few results'));
      });
    } catch (error) {
      if (batch.length === 1 || !this.isWorthIsolating(error)) {
        batch.forEach(({ reject }) => {
          reject(error);
        });
        return;
      }
      for (const single of batch) await this.settle([single]);
    }
  }
}
