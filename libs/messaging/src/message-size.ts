export interface RawMessage {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers: Record<string, string | Buffer | (string | Buffer)[] | undefined>;
}

/** A broker takes a megabyte at once for a partition, unless told otherwise; one part may be all for one. */
const partBytesMax = 500_000;
/** What the format adds to a message at most. */
const framingBytes = 100;

/** The messages in their order, in parts that a broker takes: after an outage more of them wait than it takes at once. */
export function* inParts(messages: readonly RawMessage[]): Generator<readonly RawMessage[]> {
  let part: RawMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const more = messageBytes(message);
    if (bytes + more > partBytesMax && part.length > 0) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += more;
  }
  if (part.length > 0) yield part;
}

/** About what a message takes of a request to the broker. */
export function messageBytes({ key, value, headers }: RawMessage): number {
  let bytes = framingBytes + bytesOf(key) + bytesOf(value);
  for (const [name, given] of Object.entries(headers))
    for (const each of [name, given ?? null].flat()) bytes += bytesOf(each);
  return bytes;
}

function bytesOf(text: string | Buffer | null): number {
  return text === null ? 0 : Buffer.byteLength(text);
}
