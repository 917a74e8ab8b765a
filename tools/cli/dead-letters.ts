import { randomUUID } from 'node:crypto';
import { type EachMessagePayload, Kafka, type KafkaMessage, logLevel } from 'kafkajs';

/** A message that a consumer had to set aside. */
export interface DeadLetter {
  readonly topic: string;
  readonly offset: string;
  readonly time: string;
  readonly consumer: string;
  readonly reason: string;
  readonly key: string | null;
  readonly value: string | null;
}

const suffix = '.dlq';
const replayGroup = 'paymo-dlq-replay';

/**
 * Dead letters that were not replayed yet.
 *
 * @param prefix of the bank's topics, as its services have it; every topic's when empty
 */
export async function listDeadLetters(brokers: string, prefix: string): Promise<DeadLetter[]> {
  const kafka = client(brokers);
  const letters: DeadLetter[] = [];
  await readAll(kafka, await waitingIn(kafka, prefix), `paymo-dlq-list-${randomUUID()}`, (letter) => {
    letters.push(letter);
    return Promise.resolve();
  });
  return letters;
}

/** Sends every waiting dead letter back to the topic that it came from, as it was. */
export async function replayDeadLetters(brokers: string, prefix: string): Promise<number> {
  const kafka = client(brokers);
  const producer = kafka.producer();
  await producer.connect();
  let replayed = 0;
  try {
    await readAll(kafka, await waitingIn(kafka, prefix), replayGroup, async (letter, message) => {
      const own = Object.entries(message.headers ?? {}).filter(([name]) => !name.startsWith('dlq_'));
      const original = { key: message.key, value: message.value, headers: Object.fromEntries(own) };
      await producer.send({ topic: letter.topic, acks: -1, messages: [original] });
      replayed += 1;
    });
  } finally {
    await producer.disconnect();
  }
  return replayed;
}

/** A partition with dead letters from `start` up to, and without, `end`. */
interface Stretch {
  readonly topic: string;
  readonly partition: number;
  readonly start: number;
  readonly end: number;
}

/** The stretches behind the replay group's offsets. */
async function waitingIn(kafka: Kafka, prefix: string): Promise<Stretch[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter(
      (topic) => topic.startsWith(prefix) && topic.endsWith(suffix),
    );
    if (topics.length === 0) return [];
    const replayed = new Map<string, number>();
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId: replayGroup, topics })) {
      for (const { partition, offset } of partitions) replayed.set(`${topic}/${partition}`, Number(offset));
    }
    const stretches = await Promise.all(
      topics.map(async (topic) => {
        const offsets = await admin.fetchTopicOffsets(topic);
        return offsets.map(({ partition, low, high }): Stretch => {
          const start = Math.max(Number(low), replayed.get(`${topic}/${partition}`) ?? 0);
          return { topic, partition, start, end: Number(high) };
        });
      }),
    );
    return stretches.flat().filter(({ start, end }) => start < end);
  } finally {
    await admin.disconnect();
  }
}

/** Reads the stretches in a consumer group and commits, at the end, that they were read. */
async function readAll(
  kafka: Kafka,
  stretches: readonly Stretch[],
  groupId: string,
  onLetter: (letter: DeadLetter, message: KafkaMessage) => Promise<void>,
): Promise<void> {
  if (stretches.length === 0) return;
  const open = new Map(stretches.map((stretch) => [`${stretch.topic}/${stretch.partition}`, stretch]));
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({
    topics: [...new Set(stretches.map(({ topic }) => topic))],
    fromBeginning: true,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({ topic, partition, message }: EachMessagePayload): Promise<void> => {
        const stretch = open.get(`${topic}/${partition}`);
        const offset = Number(message.offset);
        if (stretch === undefined || offset < stretch.start) return;
        await onLetter(toLetter(topic, message), message);
        if (offset + 1 < stretch.end) return;
        open.delete(`${topic}/${partition}`);
        if (open.size === 0) resolve();
      };
      consumer
        .run({ autoCommit: false, eachMessage: (payload) => eachMessage(payload).catch(reject) })
        .catch(reject);
      for (const { topic, partition, start } of stretches)
        consumer.seek({ topic, partition, offset: String(start) });
    });
    await consumer.commitOffsets(
      stretches.map(({ topic, partition, end }) => ({ topic, partition, offset: String(end) })),
    );
  } finally {
    await consumer.disconnect();
  }
}

function toLetter(topic: string, message: KafkaMessage): DeadLetter {
  const header = (name: string): string => message.headers?.[name]?.toString() ?? '';
  return {
    topic: topic.slice(0, -suffix.length),
    offset: header('dlq_offset'),
    time: header('dlq_time'),
    consumer: header('dlq_consumer'),
    reason: header('dlq_reason'),
    key: message.key?.toString() ?? null,
    value: message.value?.toString() ?? null,
  };
}

function client(brokers: string): Kafka {
  return new Kafka({ clientId: 'paymo-cli', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
}
