import { randomUUID } from 'node:crypto';
import type { EventContract } from '@paymo/contracts';
import type { Bank } from './bank.js';

/** Publishes events as a service would. */
export async function publish<T>(bank: Bank, contract: EventContract<T>, data: readonly T[]): Promise<void> {
  await publishRaw(
    bank,
    contract.topic,
    data.map((each) => ({ key: contract.key(each), value: JSON.stringify(each), type: contract.type })),
  );
}

export async function publishRaw(
  bank: Bank,
  topic: string,
  messages: readonly { key: string; value: string | Buffer; type: string }[],
): Promise<void> {
  await bank.producer.send({
    topic: `${bank.prefix}${topic}`,
    acks: -1,
    messages: messages.map(({ key, value, type }) => ({
      key,
      value,
      headers: { ce_specversion: '1.0', ce_id: randomUUID(), ce_type: type, ce_source: '/test' },
    })),
  });
}

export interface ReadMessage {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a whole topic from its beginning. */
export async function readTopic(bank: Bank, topic: string): Promise<ReadMessage[]> {
  const name = `${bank.prefix}${topic}`;
  const admin = bank.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(name);
  await admin.disconnect();
  const expected = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const read: ReadMessage[] = [];
  if (expected === 0) return read;

  const consumer = bank.kafka.consumer({
    groupId: `${bank.prefix}read-${randomUUID()}`,
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [name], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: ({ message }) => {
          const headers = Object.entries(message.headers ?? {}).map(([header, value]) => [
            header,
            String(value),
          ]);
          read.push({
            key: String(message.key),
            value: String(message.value),
            headers: Object.fromEntries(headers),
          });
          if (read.length === expected) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return read;
}
