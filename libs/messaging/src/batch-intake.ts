import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { lastValueFrom } from 'rxjs';
import { z } from 'zod';
import type { EventContract } from '@paymo/contracts';
import type { Database, Logger } from '@paymo/platform';
import type { PartitionProgress } from './consumer-offsets.js';
import type { KafkaCluster } from './kafka-cluster.js';
import type { OutboxPublisher } from './outbox-publisher.js';
import { TopicIntake, type TopicIntakeParts } from './topic-intake.js';

export interface BatchIntakeParts {
  readonly service: string;
  readonly cluster: KafkaCluster;
  readonly database: Database;
  readonly publisher: OutboxPublisher;
  readonly logger: Logger;
  readonly batchMax: number;
  readonly commitEachBatch: boolean;
  readonly patienceMs: number;
  /** Topics that this service writes to; they are created with those that it reads. */
  readonly produces: readonly string[];
}

const commitOffsetsEveryMs = 5000;
const restartMs = 1000;
const idleFetchMs = 500;
const patientBytes = 1_000_000;
const backlogBatchesMax = 4;

const relevanceSchema = z.custom<(data: unknown) => boolean>((value) => typeof value === 'function');
const contractSchema = z.custom<EventContract<unknown>>(
  (value) => typeof value === 'object' && value !== null && 'schema' in value && 'topic' in value,
);

/**
 * A Nest transport whose handlers take batches (Nest's own Kafka transport cannot).
 *
 * What was handled is known from offsets in Postgres, moved by the handler's own transaction; Kafka's
 * group offsets are committed lazily and serve lag metrics only. A fetched batch is acknowledged to kafkajs
 * as soon as it is queued, so that the next fetch overlaps with the commit.
 */
export class BatchIntake extends Server implements CustomTransportStrategy {
  private readonly intakes = new Map<string, TopicIntake>();
  private readonly committed = new Map<string, PartitionProgress>();
  private readonly consumer: Consumer;
  private commitTimer: NodeJS.Timeout | undefined;
  private isAssigned = false;
  private isStopping = false;

  constructor(private readonly parts: BatchIntakeParts) {
    super();
    this.consumer = parts.cluster.kafka.consumer({
      groupId: parts.cluster.name(parts.service),
      maxWaitTimeInMs: parts.patienceMs > 0 ? parts.patienceMs : idleFetchMs,
      minBytes: parts.patienceMs > 0 ? patientBytes : 1,
      sessionTimeout: 6000,
      heartbeatInterval: 1500,
      rebalanceTimeout: 15_000,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 2000,
        retries: 5,
        restartOnFailure: () => Promise.resolve(true),
      },
    });
  }

  /** Null when the consumer has joined its group. */
  fault(): string | null {
    return this.isAssigned ? null : 'the consumer has not joined its group';
  }

  listen(onListening: (error?: unknown) => void): void {
    this.start().then(
      () => {
        onListening();
      },
      (error: unknown) => {
        onListening(error);
      },
    );
  }

  async close(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.commitTimer);
    await Promise.all([...this.intakes.values()].map((intake) => intake.stop()));
    await this.consumer.disconnect();
    await this.parts.publisher.stop();
  }

  override on(): never {
    throw new Error('the batch intake has no events of its own');
  }

  override unwrap(): never {
    throw new Error('the batch intake wraps nothing');
  }

  private async start(): Promise<void> {
    const { cluster, produces } = this.parts;
    for (const [topic, handler] of this.messageHandlers) {
      const contract = contractSchema.parse(handler.extras?.['contract']);
      this.intakes.set(
        topic,
        this.topicIntake({
          contract,
          isRelevant: relevanceSchema.parse(handler.extras?.['isRelevant']),
          handle: async (batch) => {
            await lastValueFrom(this.transformToObservable(await handler(batch)), {
              defaultValue: undefined,
            });
          },
        }),
      );
    }
    const topics = [...this.intakes.keys()];
    await cluster.ensureTopics([...new Set([...topics, ...produces])]);
    await this.parts.publisher.start();
    this.watchGroup();
    await this.consume(topics);
    this.commitTimer = setInterval(() => void this.commitOffsets(), commitOffsetsEveryMs);
  }

  private async consume(topics: readonly string[]): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({
      topics: topics.map((topic) => this.parts.cluster.name(topic)),
      fromBeginning: true,
    });
    await this.consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: topics.length * 4,
      eachBatchAutoResolve: true,
      eachBatch: (payload) => this.takeBatch(payload),
    });
  }

  private topicIntake(handling: Pick<TopicIntakeParts, 'contract' | 'isRelevant' | 'handle'>): TopicIntake {
    const { cluster, database, logger, batchMax } = this.parts;
    const { contract } = handling;
    return new TopicIntake({
      ...handling,
      database,
      logger,
      batchMax,
      deadLetter: (message, partition, reason) => this.deadLetter(contract.topic, message, partition, reason),
      seek: (partition, offset) => {
        this.consumer.seek({ topic: cluster.name(contract.topic), partition, offset: String(offset) });
      },
      onCommitted: async (progress) => {
        for (const slice of progress) this.committed.set(`${slice.topic}/${slice.partition}`, slice);
        if (this.parts.commitEachBatch) await this.commitOffsets();
      },
    });
  }

  private async takeBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const topic = batch.topic.slice(this.parts.cluster.name('').length);
    const intake = this.intakes.get(topic);
    if (intake === undefined) return;
    await intake.take(batch.partition, batch.messages, Number(batch.highWatermark));
    while (intake.backlog > this.parts.batchMax * backlogBatchesMax && !this.isStopping) {
      await payload.heartbeat();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  private async deadLetter(
    topic: string,
    message: KafkaMessage,
    partition: number,
    reason: string,
  ): Promise<void> {
    const { cluster, publisher, logger, service } = this.parts;
    logger.error({ topic, partition, offset: message.offset, reason }, 'dead letter');
    await publisher.send([
      {
        topic: cluster.deadLetterName(topic),
        key: message.key,
        value: message.value,
        headers: {
          ...message.headers,
          dlq_reason: reason.slice(0, 2000),
          dlq_topic: topic,
          dlq_partition: String(partition),
          dlq_offset: message.offset,
          dlq_consumer: service,
          dlq_time: new Date().toISOString(),
        },
      },
    ]);
  }

  private watchGroup(): void {
    const { GROUP_JOIN, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }: ConsumerGroupJoinEvent) => {
      for (const [topic, intake] of this.intakes) {
        intake.assign(payload.memberAssignment[this.parts.cluster.name(topic)] ?? []);
      }
      this.isAssigned = true;
    });
    this.consumer.on(CRASH, ({ payload }) => {
      this.isAssigned = false;
      this.parts.logger.warn({ err: payload.error, restart: payload.restart }, 'consumer crashed');
      if (!payload.restart) this.restart();
    });
  }

  private restart(): void {
    if (this.isStopping) return;
    setTimeout(() => {
      this.consume([...this.intakes.keys()]).catch((error: unknown) => {
        this.parts.logger.warn({ err: error }, 'consumer not restarted, trying again');
        this.restart();
      });
    }, restartMs);
  }

  private async commitOffsets(): Promise<void> {
    const slices = [...this.committed.values()];
    this.committed.clear();
    if (slices.length === 0) return;
    const offsets = slices.map(({ topic, partition, nextOffset }) => ({
      topic: this.parts.cluster.name(topic),
      partition,
      offset: String(nextOffset),
    }));
    await this.consumer.commitOffsets(offsets).catch((error: unknown) => {
      this.parts.logger.debug({ err: error }, 'group offsets not committed');
    });
  }
}
