import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Response } from 'supertest';
import { CompactSign } from 'jose';
import type { App } from './app.js';

/** A customer's device with a pair of keys, whose private one never leaves it. */
export class Device {
  readonly publicKey: JsonWebKey;
  private readonly privateKey: KeyObject;
  /** As the bank names the key; empty before it is registered. */
  keyId = '';

  constructor(private readonly algorithm: 'ES256' | 'EdDSA' = 'ES256') {
    const pair =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
    this.publicKey = pair.publicKey.export({ format: 'jwk' });
    this.privateKey = pair.privateKey;
  }

  /** @param approval by another device of the customer, over this one's thumbprint */
  async register(app: App, approval: string | null = null): Promise<Response> {
    const body = { name: 'A phone', publicKey: this.publicKey, approval };
    const response = await app.post('/v1/device-keys', body);
    if (response.status === 201) this.keyId = response.body.id;
    return response;
  }

  /** A compact JWS over a text. */
  sign(text: string, kid = this.keyId): Promise<string> {
    return new CompactSign(Buffer.from(text))
      .setProtectedHeader({ alg: this.algorithm, kid })
      .sign(this.privateKey);
  }
}
