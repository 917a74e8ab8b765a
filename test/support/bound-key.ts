import { hash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key of an app to which tokens are bound (RFC 9449). */
export class BoundKey {
  private constructor(
    private readonly privateKey: CryptoKey,
    private readonly jwk: JWK,
    readonly thumbprint: string,
  ) {}

  static async make(): Promise<BoundKey> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new BoundKey(privateKey, jwk, await calculateJwkThumbprint(jwk));
  }

  /** @param token null where none is there yet, at the issuer */
  proof(htm: string, htu: string, token: string | null, change: object = {}): Promise<string> {
    const ath = token === null ? {} : { ath: hash('sha256', token, 'base64url') };
    return new SignJWT({ jti: randomUUID(), htm, htu, iat: Math.floor(Date.now() / 1000), ...ath, ...change })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk })
      .sign(this.privateKey);
  }
}

/** A token of the bank's machine that the issuer bound to the key. */
export async function boundToken(issuer: string, key: BoundKey): Promise<string> {
  const address = `${issuer}/token`;
  const response = await fetch(address, {
    method: 'POST',
    headers: { dpop: await key.proof('POST', address, null) },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'paymo-machine',
      client_secret: 'machine-sandbox',
    }),
  });
  const answer = (await response.json()) as { access_token: string; token_type: string };
  if (answer.token_type !== 'DPoP') throw new Error(`the issuer bound no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}
