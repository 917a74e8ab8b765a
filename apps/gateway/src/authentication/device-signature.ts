import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';

const coordinate = z.string().regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url');

/** A public key as a JWK (RFC 7517), for ES256 or EdDSA; one with a private part, or of another kind, is none. */
export const publicKeySchema = z
  .discriminatedUnion('kty', [
    z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
    z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
  ])
  .meta({
    examples: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
  });
export type PublicKey = z.infer<typeof publicKeySchema>;

export const signatureAlgorithms = ['ES256', 'EdDSA'] as const;
type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** Each kind of key signs in one way alone, whatever a signature says of itself. */
export function algorithmOf({ kty }: PublicKey): SignatureAlgorithm {
  return kty === 'EC' ? 'ES256' : 'EdDSA';
}

/** Whether the numbers of a key are a point of its curve. */
export function isOnCurve(key: PublicKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** SHA-256 of a key's required members (RFC 7638), in base64url. */
export function thumbprintOf(key: PublicKey): Promise<string> {
  return calculateJwkThumbprint(key);
}

export interface KnownKey {
  /** As a signature's `kid` names it. */
  readonly keyId: string;
  readonly publicKey: PublicKey;
}

/**
 * Finds the key that signed exactly this text.
 *
 * @param signature compact JWS whose header names the key as `kid`; keys that it brings itself are never looked at
 * @returns undefined when it is no signature of the text by one of the keys
 */
export async function signerOf<Key extends KnownKey>(
  keys: readonly Key[],
  signature: string,
  text: string,
): Promise<Key | undefined> {
  try {
    const { kid } = decodeProtectedHeader(signature);
    const key = keys.find(({ keyId }) => keyId === kid);
    if (key === undefined) return undefined;
    const algorithms = [algorithmOf(key.publicKey)];
    const { payload } = await compactVerify(
      signature,
      createPublicKey({ key: key.publicKey, format: 'jwk' }),
      { algorithms },
    );
    return Buffer.from(payload).equals(Buffer.from(text)) ? key : undefined;
  } catch {
    return undefined;
  }
}
