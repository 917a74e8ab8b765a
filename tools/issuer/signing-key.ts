import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const keySchema = z.looseObject({
  kid: z.string(),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  d: z.string(),
});
export type SigningKey = z.infer<typeof keySchema>;

/** The local issuer's private key (ES256) as a JWK, made on first use and kept under `home`. */
export function signingKey(home: string): SigningKey {
  const folder = join(home, 'issuer');
  const path = join(folder, 'key.json');
  if (existsSync(path)) return keySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify(key), { mode: 0o600 });
  return keySchema.parse(key);
}
