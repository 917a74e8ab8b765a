import { setTimeout as sleep } from 'node:timers/promises';
import { type Admin, Kafka, logLevel, type Producer } from 'kafkajs';
import { accountOpened, auditCheckpointed } from '@paymo/contracts';
import type { Logger } from '@paymo/platform';
import './quiet-kafkajs.js';

export interface ClusterSettings {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly clientId: string;
  /** Partitions of a topic that is created here. */
  readonly partitions: number;
}

/** Topics that are a record themselves, and not only a way: a service that comes later learns of every account. */
const keptForGood: ReadonlySet<string> = new Set([auditCheckpointed.topic, accountOpened.topic]);
const deadLetterPartitions = 1;
const deadLetterSuffix = '.dlq';
/** Any message and the headers that say why it is dead. */
const deadLetterBytesMax = 2_097_152;
const creationAttempts = 20;
const creationRetryMs = 100;

/** A Kafka cluster as our services see it: topics under one prefix, created before they are used. */
export class KafkaCluster {
  readonly kafka: Kafka;

  constructor(
    private readonly settings: ClusterSettings,
    private readonly logger: Logger,
  ) {
    this.kafka = new Kafka({
      clientId: settings.clientId,
      brokers: [...settings.brokers],
      retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 8 },
      connectionTimeout: 3000,
      requestTimeout: 15_000,
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => {
        const level = entry.level === logLevel.ERROR ? 'warn' : 'debug';
        this.logger[level]({ kafka: entry.namespace, cause: entry.log['error'] }, entry.log.message);
      },
    });
  }

  name(topicOrGroup: string): string {
    return `${this.settings.prefix}${topicOrGroup}`;
  }

  deadLetterName(topic: string): string {
    return this.name(`${topic}${deadLetterSuffix}`);
  }

  /** Creates what is missing of the topics and their dead-letter topics. Replication is the broker's default. */
  async ensureTopics(topics: readonly string[]): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      await this.createMissing(admin, topics);
    } finally {
      await admin.disconnect();
    }
  }

  producer(): Producer {
    return this.kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
  }

  /** Services start together and create the same topics: what one finds missing, another may just have created. */
  private async createMissing(admin: Admin, topics: readonly string[]): Promise<void> {
    const wanted = topics.flatMap((topic) => [
      {
        topic: this.name(topic),
        numPartitions: this.settings.partitions,
        ...(keptForGood.has(topic) ? { configEntries: [{ name: 'retention.ms', value: '-1' }] } : {}),
      },
      {
        topic: this.deadLetterName(topic),
        numPartitions: deadLetterPartitions,
        configEntries: [{ name: 'max.message.bytes', value: String(deadLetterBytesMax) }],
      },
    ]);
    let reason: unknown;
    for (let attempt = 1; attempt <= creationAttempts; attempt += 1) {
      const existing = new Set(await admin.listTopics());
      const missing = wanted.filter(({ topic }) => !existing.has(topic));
      if (missing.length === 0) return;
      await admin.createTopics({ topics: missing, waitForLeaders: true }).catch((error: unknown) => {
        reason = error;
      });
      await sleep(creationRetryMs);
    }
    const names = wanted.map(({ topic }) => topic).join(', ');
    throw new Error(`topics could not be created among ${names}`, { cause: reason });
  }
}
