import { PaymoError } from '@paymo/platform';

/** A place in the feed: the transaction that wrote an event, and the event's number. Both only grow. */
export interface FeedPosition {
  readonly transaction: bigint;
  readonly sequence: bigint;
}

export function isAfter(one: FeedPosition, other: FeedPosition): boolean {
  if (one.transaction !== other.transaction) return one.transaction > other.transaction;
  return one.sequence > other.sequence;
}

/** As the id of an event: what a client sends back as `Last-Event-ID`. */
export function positionText({ transaction, sequence }: FeedPosition): string {
  return `${transaction}-${sequence}`;
}

/** How an event's id is written. Both numbers are 64-bit integers in the database: up to 19 digits. */
export const positionPattern = /^(\d{1,19})-(\d{1,19})$/;
const largest = 2n ** 63n - 1n;

/** @throws PaymoError when it is no id of an event */
export function parsePosition(text: string): FeedPosition {
  const [, transaction, sequence] = positionPattern.exec(text) ?? [];
  if (transaction !== undefined && sequence !== undefined) {
    const position = { transaction: BigInt(transaction), sequence: BigInt(sequence) };
    if (position.transaction <= largest && position.sequence <= largest) return position;
  }
  const detail = 'must be the id of an event that you received';
  throw new PaymoError('request.invalid', `Last-Event-ID ${detail}`, {
    errors: [{ pointer: '/headers/last-event-id', detail }],
  });
}
