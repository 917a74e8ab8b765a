import { setTimeout as sleep } from 'node:timers/promises';
import type { Producer } from 'kafkajs';
import { z } from 'zod';
import { type Database, isTransient, type Logger, type Statement } from '@paymo/platform';
import type { OutgoingMessage } from './cloud-event.js';
import type { KafkaCluster } from './kafka-cluster.js';
import { inParts, type RawMessage } from './message-size.js';

export interface OutboxRow {
  readonly id: string;
  readonly messages: readonly OutgoingMessage[];
}

const messagesSchema = z.array(
  z.object({
    topic: z.string(),
    key: z.string(),
    value: z.string(),
    headers: z.record(z.string(), z.string()),
  }),
);

const relayEveryMs = 2000;
const forgetEveryMs = 250;
const retryMs = 250;
const rowsQueuedMax = 2000;
const relayRowsMax = 50;

const asynchronousCommit: Statement = { name: 'async_commit', text: 'SET LOCAL synchronous_commit = off' };
const forget: Statement = { name: 'forget_outbox', text: 'DELETE FROM outbox WHERE id = ANY($1::uuid[])' };
const leftBehind: Statement = {
  name: 'left_behind_outbox',
  text: `SELECT id, messages FROM outbox WHERE created_at < now() - $1 * interval '1 second'
         ORDER BY id LIMIT ${relayRowsMax} FOR UPDATE SKIP LOCKED`,
};

/**
 * Publishes committed outbox rows in their order, one send at a time: what was committed while a send
 * is under way goes out together with the next. While the broker is away more rows wait than are kept here: the relay
 * sends them later, out of order. Rows are forgotten lazily; after a crash some are sent twice.
 */
export class OutboxPublisher {
  private readonly producer: Producer;
  private queue: OutboxRow[] = [];
  private sent: string[] = [];
  private readonly inMemory = new Set<string>();
  private sending: Promise<void> | undefined;
  private readonly timers: NodeJS.Timeout[] = [];
  private isStopping = false;

  constructor(
    private readonly cluster: KafkaCluster,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {
    this.producer = cluster.producer();
  }

  /** Connects and sends what an earlier process left behind. */
  async start(): Promise<void> {
    await this.producer.connect();
    await this.relay(0);
    this.timers.push(
      setInterval(
        () =>
          void this.relay(5).catch((error: unknown) => {
            this.warn(error, 'relay failed');
          }),
        relayEveryMs,
      ),
      setInterval(() => void this.forgetSent(), forgetEveryMs),
    );
  }

  publish(row: OutboxRow): void {
    if (this.queue.length >= rowsQueuedMax) return; // The relay sends it when the broker is back.
    this.inMemory.add(row.id);
    this.queue.push(row);
    this.sending ??= this.sendQueued().finally(() => {
      this.sending = undefined;
    });
  }

  /** Sends messages outside any transaction, such as dead letters. Rejects when the broker does not take them. */
  async send(messages: readonly RawMessage[]): Promise<void> {
    for (const part of inParts(messages)) await this.sendPart(part);
  }

  private async sendPart(messages: readonly RawMessage[]): Promise<void> {
    const byTopic = new Map<string, RawMessage[]>();
    for (const message of messages) {
      const rows = byTopic.get(message.topic);
      if (rows === undefined) byTopic.set(message.topic, [message]);
      else rows.push(message);
    }
    await this.producer.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, rows]) => ({ topic, messages: rows })),
    });
  }

  /** Finishes what is under way; what cannot be sent in time stays in the outbox. */
  async stop(): Promise<void> {
    this.timers.forEach((timer) => {
      clearInterval(timer);
    });
    await Promise.race([this.sending, sleep(5000, undefined, { ref: false })]);
    this.isStopping = true;
    await this.forgetSent();
    await this.producer.disconnect();
  }

  private async sendQueued(): Promise<void> {
    while (this.queue.length > 0 && !this.isStopping) {
      const rows = this.queue;
      this.queue = [];
      if (await this.sendUntilTaken(rows)) for (const { id } of rows) this.sent.push(id);
    }
  }

  /** Answers false when the service stops first: the rows stay in the outbox. */
  private async sendUntilTaken(rows: readonly OutboxRow[]): Promise<boolean> {
    while (!this.isStopping) {
      try {
        await this.send(rows.flatMap(({ messages }) => messages.map((message) => this.located(message))));
        return true;
      } catch (error) {
        this.warn(error, 'publish failed, trying again');
        await sleep(retryMs);
      }
    }
    return false;
  }

  private located(message: OutgoingMessage): OutgoingMessage {
    return { ...message, topic: this.cluster.name(message.topic) };
  }

  private async forgetSent(): Promise<void> {
    const ids = this.sent;
    if (ids.length === 0) return;
    this.sent = [];
    try {
      await this.database.transaction((transaction) => {
        transaction.write(asynchronousCommit, []);
        transaction.write(forget, [ids]);
        return Promise.resolve();
      });
      ids.forEach((id) => this.inMemory.delete(id));
    } catch (error) {
      this.sent.push(...ids);
      if (!isTransient(error)) this.warn(error, 'published rows not forgotten');
    }
  }

  /** Publishes rows older than `ageSeconds` that no process seems to care for. */
  private async relay(ageSeconds: number): Promise<void> {
    let found: number;
    do {
      found = await this.database.transaction(async (transaction) => {
        const rows = await transaction.query<{ id: string; messages: string }>(leftBehind, [ageSeconds]);
        const orphans = rows.filter(({ id }) => !this.inMemory.has(id));
        if (orphans.length === 0) return 0;
        const messages = orphans.flatMap((row) => messagesSchema.parse(JSON.parse(row.messages)));
        await this.send(messages.map((message) => this.located(message)));
        transaction.write(forget, [orphans.map(({ id }) => id)]);
        this.logger.info({ rows: orphans.length, messages: messages.length }, 'outbox relayed');
        return orphans.length;
      });
    } while (found === relayRowsMax);
  }

  private warn(error: unknown, what: string): void {
    this.logger.warn({ err: error }, what);
  }
}
