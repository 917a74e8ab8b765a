import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { type AuditEntry, type ChainReport, verifyChain } from '@paymo/audit';
import { type AuditCheckpointed, auditCheckpointed } from '@paymo/contracts';

/** The services that keep an audit log, and the schema that it is in. */
export const auditedSchemas = {
  gateway: 'payments',
  scoring: 'scoring',
  review: 'review',
  recommendations: 'recommendations',
  loans: 'loans',
} as const;
export type AuditedService = keyof typeof auditedSchemas;

const silenceMs = 2000;

export interface AuditPlaces {
  readonly adminUrl: string;
  readonly brokers: string;
  /** Before the topic's name. */
  readonly prefix: string;
}

/**
 * Checks a service's audit log: its entries in Postgres against one another and against the signed checkpoints in
 * Kafka. It shares with the services only the arithmetic of the chain.
 */
export async function verifyAudit(
  service: AuditedService,
  places: AuditPlaces,
  publicKey: KeyObject,
): Promise<ChainReport> {
  const [entries, checkpoints] = await Promise.all([
    readEntries(places.adminUrl, auditedSchemas[service]),
    readCheckpoints(places),
  ]);
  const own = checkpoints.filter(({ chain }) => chain === service);
  return verifyChain(entries, own, publicKey);
}

async function readEntries(adminUrl: string, schema: string): Promise<AuditEntry[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const text = `SELECT entry FROM ${pg.escapeIdentifier(schema)}.audit_entries ORDER BY sequence`;
    return (await client.query<{ entry: AuditEntry }>(text)).rows.map(({ entry }) => entry);
  } finally {
    await client.end();
  }
}

async function readCheckpoints({ brokers, prefix }: AuditPlaces): Promise<AuditCheckpointed[]> {
  const kafka = new Kafka({
    clientId: 'paymo-audit',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
  });
  const topic = `${prefix}${auditCheckpointed.topic}`;
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  const expected = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  if (expected === 0) return [];
  return readAll(kafka, topic, expected);
}

async function readAll(kafka: Kafka, topic: string, expected: number): Promise<AuditCheckpointed[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const read: AuditCheckpointed[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      // Records that vanish while they are counted must not keep the reader waiting.
      let timer = setTimeout(resolve, silenceMs * 5);
      const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
        read.push(auditCheckpointed.schema.parse(JSON.parse(message.value?.toString() ?? 'null')));
        clearTimeout(timer);
        timer = setTimeout(resolve, silenceMs);
        if (read.length >= expected) resolve();
        return Promise.resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return read;
}
