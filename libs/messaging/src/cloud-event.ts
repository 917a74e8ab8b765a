import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { EventContract } from '@paymo/contracts';
import { newId } from '@paymo/platform';

/** A message ready for Kafka: text only, so that it can lie in the outbox. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
}

/** An event as it came in, checked against its contract. */
export interface ReceivedEvent<T> {
  readonly id: string;
  readonly data: T;
  readonly traceparent: string | undefined;
}

export type Parsed<T> =
  { readonly ok: true; readonly event: ReceivedEvent<T> } | { readonly ok: false; readonly reason: string };

/** CloudEvents 1.0, Kafka protocol binding, binary mode. */
export function toMessage<T>(
  contract: EventContract<T>,
  data: T,
  source: string,
  traceparent: string | undefined,
): OutgoingMessage {
  return {
    topic: contract.topic,
    key: contract.key(data),
    value: JSON.stringify(data),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: newId(),
      ce_type: contract.type,
      ce_source: `/paymo/${source}`,
      ce_time: new Date().toISOString(),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  };
}

export function parseMessage<T>(contract: EventContract<T>, message: KafkaMessage): Parsed<T> {
  const type = header(message.headers, 'ce_type');
  if (type !== contract.type) {
    return { ok: false, reason: `ce_type is ${type ?? 'missing'}, this reader knows ${contract.type}` };
  }
  let json: unknown;
  try {
    json = JSON.parse(message.value?.toString('utf8') ?? '');
  } catch (error) {
    return { ok: false, reason: `value is not JSON: ${String(error)}` };
  }
  const parsed = contract.schema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    return { ok: false, reason: `value breaks ${contract.type}: ${faults.join('; ')}` };
  }
  const id = header(message.headers, 'ce_id') ?? '';
  return { ok: true, event: { id, data: parsed.data, traceparent: header(message.headers, 'traceparent') } };
}

function header(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return Array.isArray(value) ? value[0]?.toString() : value?.toString();
}
