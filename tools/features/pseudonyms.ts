import { createHmac, randomBytes } from 'node:crypto';

const keyCharactersMin = 16;
const pseudonymCharacters = 32;

/** Turns ids into names that tell nothing and are the same for the same id and key. */
export interface Pseudonyms {
  readonly keyFrom: 'environment' | 'random';
  of(id: string): string;
}

/**
 * HMAC-SHA256 by a key, the first 128 bits in hexadecimal digits.
 *
 * @param key as text; without one a random key is made and forgotten, so that two files cannot be joined
 * @throws Error when the key is too short to keep ids from being guessed
 */
export function pseudonymsBy(key: string | undefined): Pseudonyms {
  if (key !== undefined && key.length < keyCharactersMin)
    throw new Error(
      `PAYMO_PSEUDONYM_KEY must have ${keyCharactersMin} characters or more; leave it unset for a random key`,
    );
  const secret = key ?? randomBytes(32);
  return {
    keyFrom: key === undefined ? 'random' : 'environment',
    of: (id) => createHmac('sha256', secret).update(id).digest('hex').slice(0, pseudonymCharacters),
  };
}
