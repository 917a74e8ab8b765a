import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '@paymo/messaging';
import { DatabaseNotices, type Logger, PeriodicWork } from '@paymo/platform';
import { type ReviewSettings, SETTINGS } from '../settings.js';
import { type QueueCounts, QueueCounter } from './queue-counter.js';

/** Changes of so long are told in one go. */
const gatheringMs = 250;
/** Leases and sleep end without a change of any case. */
const recountMs = 10_000;

interface Listener {
  readonly analyst: string;
  readonly onCounts: (counts: QueueCounts) => void;
}

/** Tells analysts that listen how the queue stands, whenever any instance has changed it. */
@Injectable()
export class QueueFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private readonly notices: DatabaseNotices;
  private readonly periodic: PeriodicWork;
  private following = Promise.resolve();
  private isChanged = false;

  constructor(
    private readonly counter: QueueCounter,
    @Inject(LOGGER) logger: Logger,
    @Inject(SETTINGS) { DATABASE_URL }: ReviewSettings,
  ) {
    this.notices = new DatabaseNotices(DATABASE_URL, 'review_queue', logger);
    this.periodic = new PeriodicWork(logger);
  }

  onApplicationBootstrap(): void {
    this.following = this.notices.listen(() => {
      this.isChanged = true;
    });
    this.periodic.every(gatheringMs, 'queue not counted, trying again', () => this.tellChange());
    this.periodic.every(recountMs, 'queue not counted, trying again', () => this.tell([...this.listeners]));
  }

  async onModuleDestroy(): Promise<void> {
    await this.notices.stop();
    await this.following;
    await this.periodic.stop();
  }

  /** @returns a function that ends it; the first counts come at once */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    this.isChanged = true;
    return () => this.listeners.delete(listener);
  }

  get size(): number {
    return this.listeners.size;
  }

  private async tellChange(): Promise<void> {
    if (!this.isChanged || this.listeners.size === 0) return;
    this.isChanged = false;
    await this.tell([...this.listeners]).catch((error: unknown) => {
      this.isChanged = true;
      throw error;
    });
  }

  private async tell(listeners: readonly Listener[]): Promise<void> {
    if (listeners.length === 0) return;
    const countsOf = await this.counter.ofEach(listeners.map(({ analyst }) => analyst));
    for (const { analyst, onCounts } of listeners) onCounts(countsOf(analyst));
  }
}
