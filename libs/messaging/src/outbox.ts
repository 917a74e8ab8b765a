import type { EventContract } from '@paymo/contracts';
import { type Database, newId, type Statement, type Transaction } from '@paymo/platform';
import { type OutgoingMessage, toMessage } from './cloud-event.js';
import { messageBytes } from './message-size.js';
import type { OutboxPublisher } from './outbox-publisher.js';

/** A transaction that can also announce events: they are published if, and only if, it commits. */
export interface AnnouncingTransaction extends Transaction {
  announce<T>(contract: EventContract<T>, data: T, traceparent: string | undefined): void;
}

const stage: Statement = {
  name: 'stage_outbox',
  text: 'INSERT INTO outbox (id, messages) VALUES ($1, $2)',
};

/** A broker refuses larger ones, whenever they are sent. */
const messageBytesMax = 1_000_000;

/** @throws Error for what no broker would take: behind it in the outbox nothing would be published any more */
function sendable(message: OutgoingMessage): OutgoingMessage {
  const bytes = messageBytes(message);
  if (bytes > messageBytesMax) throw new Error(`an event for ${message.topic} has ${bytes} bytes`);
  return message;
}

/**
 * The transactional outbox. What a transaction announces is written with it as one row, published
 * right after the commit by the same process, and republished by the relay when that process died.
 */
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly publisher: OutboxPublisher,
    private readonly source: string,
  ) {}

  async transaction<T>(work: (transaction: AnnouncingTransaction) => Promise<T>): Promise<T> {
    const messages: OutgoingMessage[] = [];
    const id = newId();
    const result = await this.database.transaction(async (transaction) => {
      const value = await work({
        query: (statement, values) => transaction.query(statement, values),
        write: (statement, values) => {
          transaction.write(statement, values);
        },
        announce: (contract, data, traceparent) => {
          messages.push(sendable(toMessage(contract, data, this.source, traceparent)));
        },
      });
      if (messages.length > 0) transaction.write(stage, [id, JSON.stringify(messages)]);
      return value;
    });
    if (messages.length > 0) this.publisher.publish({ id, messages });
    return result;
  }
}
