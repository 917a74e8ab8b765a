import * as contracts from '@paymo/contracts';
import { z } from 'zod';
import { inProject } from '../project.js';

/** Where the description of the events between services is kept. */
export const asyncApiFile = inProject('docs', 'reference', 'asyncapi.json');

/** CloudEvents 1.0 in the binary mode of its Kafka binding. */
const headers = {
  type: 'object',
  required: ['content-type', 'ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time'],
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'Of the message' },
    ce_type: { type: 'string', description: 'Ends with the major version: a break takes a new one' },
    ce_source: { type: 'string', description: '/paymo/ and the service' },
    ce_time: { type: 'string', format: 'date-time' },
    traceparent: { type: 'string', description: 'W3C Trace Context of the request that led to it' },
  },
};

/** The AsyncAPI 3 document of the events that services exchange over Kafka, as text; made of their contracts alone. */
export function asyncApiDocument(): string {
  const exported: unknown[] = Object.values(contracts);
  const events = exported.filter(isContract);
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Paymo events',
      version: '1.0.0',
      description:
        'Every message comes at least once, and those with one key in their order. What cannot be read goes to the topic with `.dlq` behind its name. A prefix of the bank, if it has one, comes before each topic.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(events.map((event) => [event.topic, channelOf(event)])),
    operations: Object.fromEntries(events.map((event) => [`send.${event.topic}`, operationOf(event)])),
    components: {
      messages: Object.fromEntries(events.map((event) => [event.type, messageOf(event)])),
      schemas: { CloudEvent: headers },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

type Contract = Omit<contracts.EventContract<unknown>, 'key'>;

function isContract(value: unknown): value is Contract {
  return typeof value === 'object' && value !== null && 'topic' in value && 'schema' in value;
}

function channelOf({ topic, type }: Contract): object {
  return {
    address: topic,
    messages: { [type]: { $ref: `#/components/messages/${type}` } },
    bindings: { kafka: { topic, bindingVersion: '0.5.0' } },
  };
}

function operationOf({ topic, type, meaning }: Contract): object {
  const channel = `#/channels/${topic}`;
  return {
    action: 'send',
    summary: meaning,
    channel: { $ref: channel },
    messages: [{ $ref: `${channel}/messages/${type}` }],
  };
}

function messageOf({ type, meaning, schema }: Contract): object {
  return {
    name: type,
    summary: meaning,
    headers: { $ref: '#/components/schemas/CloudEvent' },
    payload: z.toJSONSchema(schema, { target: 'draft-7', io: 'output' }),
    bindings: { kafka: { key: { type: 'string' }, bindingVersion: '0.5.0' } },
  };
}
