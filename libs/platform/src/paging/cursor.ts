import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const signatureBytes = 16;
const lifeMs = 86_400_000;

const placeSchema = z.strictObject({
  /** Hash of the list and its filters. */
  list: z.string(),
  /** Keys of the last item that was shown. */
  after: z.array(z.string()),
  madeAtMs: z.int(),
});

export type CursorReading =
  | { readonly kind: 'place'; readonly after: readonly string[] }
  | { readonly kind: 'forged' | 'expired' | 'of_another_list' };

/**
 * Writes down a place in a list: base64url of its facts in JSON behind an HMAC-SHA-256 over them, cut to 128 bits.
 *
 * @param list its name and filters, in a fixed order
 * @param after the keys that the list is ordered by, of the last item shown
 */
export function writeCursor(
  key: Buffer,
  list: readonly string[],
  after: readonly string[],
  nowMs: number,
): string {
  const place = Buffer.from(JSON.stringify({ list: listHash(list), after, madeAtMs: nowMs }));
  return Buffer.concat([signatureOf(key, place), place]).toString('base64url');
}

/** Reads a cursor back: a day long, for the same list with the same filters. */
export function readCursor(
  key: Buffer,
  list: readonly string[],
  cursor: string,
  nowMs: number,
): CursorReading {
  const bytes = Buffer.from(cursor, 'base64url');
  const [signature, facts] = [bytes.subarray(0, signatureBytes), bytes.subarray(signatureBytes)];
  // Decoding is lenient; only the text that was written is the cursor.
  if (bytes.toString('base64url') !== cursor || signature.length < signatureBytes) return { kind: 'forged' };
  if (!timingSafeEqual(signature, signatureOf(key, facts))) return { kind: 'forged' };
  const place = placeSchema.parse(JSON.parse(facts.toString()));
  if (place.list !== listHash(list)) return { kind: 'of_another_list' };
  return nowMs - place.madeAtMs > lifeMs ? { kind: 'expired' } : { kind: 'place', after: place.after };
}

function signatureOf(key: Buffer, place: Buffer): Buffer {
  return createHmac('sha256', key).update(place).digest().subarray(0, signatureBytes);
}

function listHash(list: readonly string[]): string {
  return hash('sha256', JSON.stringify(list), 'base64url').slice(0, 22);
}
