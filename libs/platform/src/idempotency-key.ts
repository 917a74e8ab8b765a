import { hash } from 'node:crypto';
import { PaymoError } from './paymo-error.js';

const keyPattern = /^[\x21-\x7e]{1,255}$/;
/** 132 bits: keys of different callers never meet by chance. */
const scopedKeyLength = 22;

/** @throws PaymoError when the header is missing or not 1 to 255 visible ASCII characters */
export function idempotencyKeyOf(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw new PaymoError(
      'request.idempotency_key_missing',
      'Send an Idempotency-Key, such as a fresh UUID, with every request that moves money.',
    );
  }
  if (keyPattern.test(header)) return header;
  const detail = 'must be 1 to 255 visible ASCII characters';
  throw new PaymoError('request.invalid', `Idempotency-Key ${detail}`, {
    errors: [{ pointer: '/headers/idempotency-key', detail }],
  });
}

/** A caller's key for one kind of request as it is stored: nobody else's key and no other route can meet it. */
export function scopedKey(subject: string, route: string, key: string): string {
  return hash('sha256', `${subject}\n${route}\n${key}`, 'base64url').slice(0, scopedKeyLength);
}
