import { hash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { VerifiedToken } from './token-verifier.js';
import { TokenBinding } from './token-binding.js';

const token = 'header.claims.signature-of-the-issuer';
const nowMs = 1_800_000_000_000;
const address = 'https://bank.example/v1/accounts';

type Key = Awaited<ReturnType<typeof generateKeyPair>>;

describe('a token that is bound to a key', () => {
  let key: Key;
  let other: Key;
  let bound: VerifiedToken;
  const binding = new TokenBinding({ publicUrl: null, isRequiredOfCustomers: false });

  beforeAll(async () => {
    [key, other] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    const boundTo = await calculateJwkThumbprint(await exportJWK(key.publicKey));
    bound = { holder: { subject: 'ada', roles: ['customer'] }, boundTo };
  });

  const claims = (change: object = {}): object => ({
    jti: randomUUID(),
    htm: 'GET',
    htu: address,
    iat: nowMs / 1000,
    ath: hash('sha256', token, 'base64url'),
    ...change,
  });

  async function proof(change: object = {}, header: object = {}, signer = key): Promise<string> {
    const jwk = await exportJWK(signer.publicKey);
    return new SignJWT({ ...claims(change) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
      .sign(signer.privateKey);
  }

  const send = (dpop: unknown, of = binding, verified = bound, scheme: 'dpop' | 'bearer' = 'dpop') =>
    of.check(
      verified,
      { scheme, token },
      {
        method: 'GET',
        url: '/v1/accounts?limit=2',
        protocol: 'https',
        host: 'bank.example',
        headers: { dpop } as Record<string, string>,
      },
      nowMs,
    );
  const refusal = (detail: string) => ({
    code: 'auth.proof_invalid',
    message: expect.stringContaining(detail),
  });

  it('is good with a proof of its key, made for the very request', async () => {
    await expect(send(await proof())).resolves.toBeUndefined();
    await expect(
      send(await proof({ htu: 'https://BANK.example:443/v1/accounts?limit=9#x' })),
    ).resolves.toBeUndefined();
  });

  it.each<[what: string, change: object, detail: string]>([
    ['for another method', { htm: 'POST' }, '(htm)'],
    ['for another path', { htu: 'https://bank.example/v1/payments' }, '(htu)'],
    ['for another host', { htu: 'https://other.example/v1/accounts' }, '(htu)'],
    ['for another scheme', { htu: 'http://bank.example/v1/accounts' }, '(htu)'],
    ['for no address', { htu: 'accounts' }, 'lacks one of'],
    ['for another token', { ath: hash('sha256', 'another', 'base64url') }, '(ath)'],
    ['without a token', { ath: undefined }, 'lacks one of'],
    ['without a name of its own', { jti: undefined }, 'lacks one of'],
    ['older than a minute', { iat: nowMs / 1000 - 61 }, '(iat)'],
    ['of the future', { iat: nowMs / 1000 + 6 }, '(iat)'],
  ])('is refused with a proof %s', async (_what, change, detail) => {
    await expect(send(await proof(change))).rejects.toMatchObject(refusal(detail));
  });

  it('is good at both ends of the time of a proof', async () => {
    for (const iat of [nowMs / 1000 - 60, nowMs / 1000 + 5]) {
      await expect(send(await proof({ iat }))).resolves.toBeUndefined();
    }
  });

  it('is refused with a proof of another key', async () => {
    await expect(send(await proof({}, {}, other))).rejects.toMatchObject(refusal('another key'));
  });

  it('is refused with a proof whose key did not sign it', async () => {
    const jwk = await exportJWK(key.publicKey);
    await expect(send(await proof({}, { jwk }, other))).rejects.toMatchObject(refusal('no JWT'));
  });

  it('is refused with a proof that is none', async () => {
    const [header, body] = (await proof()).split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"dpop+jwt"}').toString('base64url')}.${body}.`;
    const secret = new SignJWT({ ...claims() })
      .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: { kty: 'oct', k: 'c2VjcmV0' } as object })
      .sign(Buffer.from('secret'));
    const privateKey = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
    const bad = [
      'x',
      `${header}.${body}.`,
      unsigned,
      await secret,
      await proof({}, { typ: 'JWT' }),
      await proof({}, { jwk: privateKey }),
      await proof({}, { jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } }),
      `${await proof()}, ${await proof()}`,
    ];
    for (const each of bad) await expect(send(each)).rejects.toMatchObject(refusal('no JWT'));
  });

  it('is refused without a proof, or as a bearer token', async () => {
    await expect(send(undefined)).rejects.toMatchObject(refusal('missing'));
    await expect(send(await proof(), binding, bound, 'bearer')).rejects.toMatchObject(
      refusal('bound to a key'),
    );
  });

  it('is refused with a proof that was used before', async () => {
    const once = await proof();
    await send(once);
    await expect(send(once)).rejects.toMatchObject(refusal('(jti)'));
  });

  it('is good where callers reach the service, whatever host they name', async () => {
    const behind = new TokenBinding({ publicUrl: 'https://api.example/bank/', isRequiredOfCustomers: false });
    await expect(
      send(await proof({ htu: 'https://api.example/bank/v1/accounts' }), behind),
    ).resolves.toBeUndefined();
    await expect(send(await proof(), behind)).rejects.toMatchObject(refusal('(htu)'));
  });

  it('is asked of customers alone, where the bank says so', async () => {
    const strict = new TokenBinding({ publicUrl: null, isRequiredOfCustomers: true });
    const bare = { ...bound, boundTo: null };
    const machine = { holder: { subject: 'm', roles: ['service' as const] }, boundTo: null };
    await expect(send(undefined, strict, bare, 'bearer')).rejects.toMatchObject({
      code: 'auth.token_invalid',
    });
    await expect(send(undefined, strict, machine, 'bearer')).resolves.toBeUndefined();
    await expect(send(undefined, binding, bare, 'bearer')).resolves.toBeUndefined();
    await expect(send(await proof(), binding, bare)).rejects.toMatchObject({ code: 'auth.token_invalid' });
  });
});
