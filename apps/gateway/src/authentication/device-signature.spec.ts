import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it, test } from '@jest/globals';
import { CompactSign } from 'jose';
import { isOnCurve, type PublicKey, publicKeySchema, signerOf } from './device-signature.js';

const pairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
};
const publicOf = (pair: { publicKey: KeyObject }): PublicKey =>
  publicKeySchema.parse(pair.publicKey.export({ format: 'jwk' }));
const keys = Object.entries(pairs).map(([alg, pair]) => ({ keyId: alg, publicKey: publicOf(pair) }));
const text = '{"amount":{"value":3001}}';

function sign(header: { alg: string; kid?: string }, key: KeyObject, payload = text): Promise<string> {
  return new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(key);
}

describe("a device's signature", () => {
  test.each(['ES256', 'EdDSA'] as const)('by %s is its key’s, for the very text', async (alg) => {
    const signature = await sign({ alg, kid: alg }, pairs[alg].privateKey);
    expect((await signerOf(keys, signature, text))?.keyId).toBe(alg);
    expect(await signerOf(keys, signature, text.replace('3001', '3002'))).toBeUndefined();
    expect(await signerOf(keys.slice(0, 0), signature, text)).toBeUndefined();
  });

  it('is nobody’s when it names another key, none, or none that is known', async () => {
    const { privateKey } = pairs.ES256;
    for (const kid of [{ kid: 'EdDSA' }, { kid: 'unknown' }, {}])
      expect(await signerOf(keys, await sign({ alg: 'ES256', ...kid }, privateKey), text)).toBeUndefined();
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(await signerOf(keys, await sign({ alg: 'ES256', kid: 'ES256' }, other), text)).toBeUndefined();
  });

  it('is nobody’s without a signature, or as if the public key were a secret', async () => {
    const encode = (value: string) => Buffer.from(value).toString('base64url');
    const unsigned = `${encode('{"alg":"none","kid":"ES256"}')}.${encode(text)}.`;
    const secret = Buffer.from(JSON.stringify(keys[0]?.publicKey));
    const keyed = await new CompactSign(Buffer.from(text))
      .setProtectedHeader({ alg: 'HS256', kid: 'ES256' })
      .sign(secret);
    for (const signature of [unsigned, keyed, '', 'a.b.c'])
      expect(await signerOf(keys, signature, text)).toBeUndefined();
  });
});

describe('a public key', () => {
  it('is none with its private part, on another curve, or off its curve', () => {
    const { privateKey } = pairs.ES256;
    expect(publicKeySchema.safeParse(privateKey.export({ format: 'jwk' })).success).toBe(false);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(publicKeySchema.safeParse(publicKey.export({ format: 'jwk' })).success).toBe(false);
    const x = 'A'.repeat(43);
    expect(isOnCurve({ kty: 'EC', crv: 'P-256', x, y: x })).toBe(false);
    expect(isOnCurve(publicOf(pairs.ES256))).toBe(true);
  });
});
