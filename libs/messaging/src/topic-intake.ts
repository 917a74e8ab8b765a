import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import type { EventContract } from '@paymo/contracts';
import { type Database, isTransient, type Logger } from '@paymo/platform';
import { type Parsed, parseMessage } from './cloud-event.js';
import { FencedError, type PartitionProgress, storedOffset } from './consumer-offsets.js';
import type { EventBatch } from './event-batch.js';
import { MicroBatcher } from './micro-batcher.js';

interface TakenRecord {
  readonly partition: number;
  readonly offset: number;
  /** Counts the seeks of the partition: a record taken before a seek is void. */
  readonly epoch: number;
  readonly message: KafkaMessage;
  readonly parsed: Parsed<unknown>;
}

interface Partition {
  epoch: number;
  /** The next offset to take from Kafka. */
  nextToTake: number;
  /** The next offset to handle. */
  nextToHandle: number;
  /** Where the last rewind went. */
  soughtOffset: number | null;
  /** The offset that is expected in the database; behind `nextToHandle` while irrelevant events pass. */
  stored: number;
}

export interface TopicIntakeParts {
  readonly contract: EventContract<unknown>;
  readonly isRelevant: (data: unknown) => boolean;
  readonly handle: (batch: EventBatch<unknown>) => Promise<void>;
  readonly database: Database;
  readonly logger: Logger;
  readonly batchMax: number;
  readonly deadLetter: (message: KafkaMessage, partition: number, reason: string) => Promise<void>;
  readonly seek: (partition: number, offset: number) => void;
  readonly onCommitted: (progress: readonly PartitionProgress[]) => Promise<void>;
}

const retryMsMin = 50;
const irrelevantMsMax = 1000;
const retryMsMax = 2000;

/**
 * Takes the records of one topic into batches over all its partitions and has each handled until it is
 * committed. Failures that may pass are tried again for ever; a record that fails for good becomes a dead letter.
 */
export class TopicIntake {
  private readonly partitions = new Map<number, Partition>();
  private readonly batcher: MicroBatcher<TakenRecord, true>;
  private isStopping = false;
  private committedMs = 0;

  constructor(private readonly parts: TopicIntakeParts) {
    const { batchMax } = parts;
    this.batcher = new MicroBatcher((records) => this.handleRecords(records), {
      itemsMax: batchMax,
      queueMax: Number.POSITIVE_INFINITY,
    });
  }

  /** Records taken that wait for a batch. */
  get backlog(): number {
    return this.batcher.queued;
  }

  /** @param endOffset the offset behind the last record that Kafka holds */
  async take(partitionId: number, messages: readonly KafkaMessage[], endOffset: number): Promise<void> {
    const first = messages[0];
    if (first === undefined || this.isStopping) return;
    const firstOffset = Number(first.offset);
    const partition = await this.partition(partitionId, firstOffset);
    const isRewindInVain = partition.soughtOffset === partition.nextToTake;
    if (endOffset < partition.nextToTake) {
      this.goOnFrom(firstOffset, partitionId, partition, 'the topic is shorter than what was handled of it');
    } else if (firstOffset > partition.nextToTake && isRewindInVain) {
      this.goOnFrom(firstOffset, partitionId, partition, 'Kafka lost records before they were handled');
    } else if (firstOffset > partition.nextToTake) {
      this.rewind(partitionId, partition, partition.nextToTake);
      return;
    }
    for (const message of messages) {
      const offset = Number(message.offset);
      if (offset < partition.nextToTake) continue;
      partition.nextToTake = offset + 1;
      const parsed = parseMessage(this.parts.contract, message);
      void this.batcher.submit({ partition: partitionId, offset, epoch: partition.epoch, message, parsed });
    }
  }

  /** Forgets partitions that are no longer assigned, so that they start from the stored offset when they return. */
  assign(partitionIds: readonly number[]): void {
    for (const known of this.partitions.keys()) {
      if (!partitionIds.includes(known)) this.partitions.delete(known);
    }
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.batcher.idle();
  }

  private async partition(id: number, firstOffset: number): Promise<Partition> {
    const known = this.partitions.get(id);
    if (known !== undefined) return known;
    const next = await storedOffset(this.parts.database, this.parts.contract.topic, id, firstOffset);
    const fresh = { epoch: 0, nextToTake: next, nextToHandle: next, soughtOffset: null, stored: next };
    this.partitions.set(id, fresh);
    return fresh;
  }

  private rewind(id: number, partition: Partition, offset: number): void {
    this.parts.logger.warn({ topic: this.parts.contract.topic, partition: id, offset }, 'partition rewound');
    partition.epoch += 1;
    partition.nextToTake = offset;
    partition.nextToHandle = offset;
    partition.stored = offset;
    partition.soughtOffset = offset;
    this.parts.seek(id, offset);
  }

  /** Follows Kafka where it no longer holds what comes next: it was recreated, restored or cut by retention. */
  private goOnFrom(offset: number, id: number, partition: Partition, problem: string): void {
    const { topic } = this.parts.contract;
    this.parts.logger.error({ topic, partition: id, expected: partition.nextToTake, offset }, problem);
    partition.epoch += 1;
    partition.nextToTake = offset;
    partition.nextToHandle = offset;
  }

  private async handleRecords(taken: readonly TakenRecord[]): Promise<true[]> {
    const done = taken.map((): true => true);
    let waitMs = retryMsMin;
    let fault: unknown;
    for (;;) {
      const records = this.isStopping ? [] : taken.filter((record) => this.isWanted(record));
      if (records.length === 0) return done;
      try {
        await (fault === undefined ? this.handleOnce(records) : this.bury(records, fault));
        return done;
      } catch (error) {
        if (fault === undefined && isForGood(error)) {
          if (records.length > 1) throw error; // The batcher tries the records one by one.
          fault = error;
          continue;
        }
        await this.recover(error);
      }
      await sleep(waitMs);
      waitMs = Math.min(waitMs * 2, retryMsMax);
    }
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof FencedError) await this.resynchronise(error).catch(() => undefined);
    else
      this.parts.logger.warn({ err: error, topic: this.parts.contract.topic }, 'batch failed, trying again');
  }

  private isWanted(record: TakenRecord): boolean {
    const partition = this.partitions.get(record.partition);
    return (
      partition !== undefined && partition.epoch === record.epoch && record.offset >= partition.nextToHandle
    );
  }

  private async handleOnce(records: readonly TakenRecord[]): Promise<void> {
    const events = [];
    for (const { message, partition, parsed } of records) {
      if (!parsed.ok) await this.parts.deadLetter(message, partition, parsed.reason);
      else if (this.parts.isRelevant(parsed.event.data)) events.push(parsed.event);
    }
    const progress = this.progressOf(records);
    const isSkippable = events.length === 0 && performance.now() - this.committedMs < irrelevantMsMax;
    if (isSkippable) this.markHandled(progress);
    else await this.commit({ events, progress });
  }

  /** Sets one record aside with the error that it caused, and goes on behind it. */
  private async bury(records: readonly TakenRecord[], error: unknown): Promise<void> {
    for (const { message, partition, parsed } of records)
      await this.parts.deadLetter(message, partition, parsed.ok ? String(error) : parsed.reason);
    await this.commit({ events: [], progress: this.progressOf(records) });
  }

  private async commit(batch: EventBatch<unknown>): Promise<void> {
    await this.parts.handle(batch);
    this.committedMs = performance.now();
    this.markHandled(batch.progress);
    for (const { partition, nextOffset } of batch.progress) {
      const state = this.partitions.get(partition);
      if (state !== undefined) state.stored = nextOffset;
    }
    await this.parts.onCommitted(batch.progress);
  }

  private markHandled(progress: readonly PartitionProgress[]): void {
    for (const { partition, nextOffset } of progress) {
      const state = this.partitions.get(partition);
      if (state !== undefined) state.nextToHandle = nextOffset;
    }
  }

  private progressOf(records: readonly TakenRecord[]): PartitionProgress[] {
    const lastOffsets = new Map<number, number>();
    for (const { partition, offset } of records) lastOffsets.set(partition, offset);
    return [...lastOffsets].map(([partition, lastOffset]) => ({
      topic: this.parts.contract.topic,
      partition,
      expectedOffset: this.partitions.get(partition)?.stored ?? 0,
      nextOffset: lastOffset + 1,
    }));
  }

  /** Another consumer moved partitions on: go on from where it left them. */
  private async resynchronise(error: FencedError): Promise<void> {
    this.parts.logger.warn({ err: error }, 'consumer fenced');
    for (const { partition, expectedOffset } of error.partitions) {
      const state = this.partitions.get(partition);
      if (state === undefined) continue;
      const stored = await storedOffset(
        this.parts.database,
        this.parts.contract.topic,
        partition,
        expectedOffset,
      );
      if (stored >= expectedOffset && stored <= state.nextToTake) {
        state.stored = stored;
        state.nextToHandle = Math.max(stored, state.nextToHandle);
      } else this.rewind(partition, state, stored);
    }
  }
}

function isForGood(error: unknown): boolean {
  return !(error instanceof FencedError) && !isTransient(error);
}
