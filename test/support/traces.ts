import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bank } from './bank.js';
import { readTopic } from './messages.js';

const audited = ['payments', 'scoring', 'review'] as const;
const running = ['gateway', 'scoring', 'review'] as const;

/** Everything that a bank has put into Kafka, its logs, its audit logs and its metrics, by where it is. */
export async function tracesOf(bank: Bank): Promise<Map<string, string>> {
  const traces = new Map<string, string>();
  const admin = bank.kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((name) => name.startsWith(bank.prefix));
  await admin.disconnect();
  for (const topic of topics) {
    const name = topic.slice(bank.prefix.length);
    const messages = await readTopic(bank, name);
    traces.set(`topic ${name}`, JSON.stringify(messages));
  }
  for (const service of running) {
    traces.set(`log of ${service}`, readFileSync(join(bank.folder, `${service}.log`), 'utf8'));
    traces.set(`metrics of ${service}`, await (await fetch(`${bank[service]}/metrics`)).text());
  }
  for (const schema of audited) {
    const rows = await bank.sql(`SELECT entry FROM ${schema}.audit_entries`);
    traces.set(`audit log of ${schema}`, JSON.stringify(rows));
  }
  return traces;
}
