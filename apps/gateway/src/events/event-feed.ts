import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOGGER } from '@paymo/messaging';
import { Database, type Gauge, type Logger, Metrics } from '@paymo/platform';
import { concerns, type CustomerEvent, type FeedRow, positionOf, toEvent } from './customer-event.js';
import { type FeedPosition, isAfter } from './feed-position.js';
import * as sql from './feed-statements.js';

const pollMs = 50;
const pollMsAfterFailure = 1000;
const rowsMax = 1000;
const sequenceMax = 2n ** 63n - 1n;

/** Takes a customer's events one after the other. */
export interface Listener {
  readonly owner: string;
  readonly onEvent: (event: CustomerEvent) => void;
}

/** A listener, and how far it has heard. */
interface Subscription {
  readonly listener: Listener;
  /** What happens while it still catches up; undefined as soon as it has. */
  waiting: FeedRow[] | undefined;
  heardUntil: FeedPosition;
}

const beginning: FeedPosition = { transaction: 0n, sequence: 0n };

/**
 * Follows the history of payments while somebody listens, whichever instance writes it, and tells each customer
 * what concerns them in one order, without gap or repetition.
 */
@Injectable()
export class EventFeed implements OnApplicationShutdown {
  private readonly byOwner = new Map<string, Set<Subscription>>();
  private readonly listening: Gauge;
  private position = beginning;
  /** Resolves when the feed is followed; undefined while nobody listens. */
  private started: Promise<void> | undefined;
  private following = Promise.resolve();
  private isStopping = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.listening = metrics.gauge('event_streams', 'Customers that listen to their events');
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.following;
  }

  /** How many listen for one customer in this instance. */
  listenersOf(owner: string): number {
    return this.byOwner.get(owner)?.size ?? 0;
  }

  /**
   * Tells a listener what happened after `since`, or from now on, and goes on telling.
   *
   * @returns from where on it is told, and a function that ends it
   */
  async listen(
    listener: Listener,
    since: FeedPosition | undefined,
  ): Promise<{ from: FeedPosition; leave: () => void }> {
    const subscription: Subscription = { listener, waiting: [], heardUntil: since ?? beginning };
    const leave = this.enter(subscription);
    try {
      this.started ??= this.start();
      await this.started;
      if (since === undefined) subscription.heardUntil = this.position;
      else await this.catchUp(subscription);
    } catch (error) {
      leave();
      throw error;
    }
    const { waiting = [] } = subscription;
    subscription.waiting = undefined;
    for (const row of waiting) tell(subscription, row);
    return { from: subscription.heardUntil, leave };
  }

  private enter(subscription: Subscription): () => void {
    const { owner } = subscription.listener;
    const subscriptions = this.byOwner.get(owner) ?? new Set();
    this.byOwner.set(owner, subscriptions.add(subscription));
    this.listening.inc();
    return () => {
      if (!subscriptions.delete(subscription)) return;
      this.listening.dec();
      if (subscriptions.size === 0) this.byOwner.delete(owner);
    };
  }

  private async catchUp(subscription: Subscription): Promise<void> {
    const bound = await this.bound();
    for (;;) {
      const { transaction, sequence } = subscription.heardUntil;
      const values = [subscription.listener.owner, transaction, sequence, bound, rowsMax];
      const rows = await this.database.query<FeedRow>(sql.readMissed, values);
      for (const row of rows) tell(subscription, row);
      if (rows.length < rowsMax) return;
    }
  }

  private async start(): Promise<void> {
    try {
      // All that earlier transactions wrote counts as heard.
      this.position = { transaction: (await this.bound()) - 1n, sequence: sequenceMax };
      this.following = this.follow();
    } catch (error) {
      this.started = undefined;
      throw error;
    }
  }

  private async follow(): Promise<void> {
    while (!this.isStopping && this.byOwner.size > 0) {
      const isMore = await this.readNews().catch(async (error: unknown) => {
        this.logger.warn({ err: error }, 'events not read');
        await sleep(pollMsAfterFailure);
        return true;
      });
      if (!isMore) await sleep(pollMs);
    }
    this.started = undefined;
  }

  /** @returns whether there may be more at once */
  private async readNews(): Promise<boolean> {
    const { transaction, sequence } = this.position;
    const values = [transaction, sequence, await this.bound(), rowsMax];
    const rows = await this.database.query<FeedRow>(sql.readNews, values);
    for (const row of rows) this.tellAll(row);
    const last = rows.at(-1);
    if (last !== undefined) this.position = positionOf(last);
    return rows.length === rowsMax;
  }

  private async bound(): Promise<bigint> {
    const [row] = await this.database.query<{ bound: string }>(sql.readBound, []);
    if (row === undefined) throw new Error('the bound of the feed is always known');
    return BigInt(row.bound);
  }

  private tellAll(row: FeedRow): void {
    for (const owner of new Set([row.payer_owner, row.payee_owner])) {
      if (owner === null || !concerns(row, owner)) continue;
      for (const subscription of this.byOwner.get(owner) ?? []) {
        if (subscription.waiting === undefined) tell(subscription, row);
        else subscription.waiting.push(row);
      }
    }
  }
}

/** Catching up may have told what the feed brings again. */
function tell(subscription: Subscription, row: FeedRow): void {
  const position = positionOf(row);
  if (!isAfter(position, subscription.heardUntil)) return;
  subscription.heardUntil = position;
  subscription.listener.onEvent(toEvent(row));
}
