import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { Role } from '@paymo/platform';
import { personOf } from './sample-people.js';
import { signingKey } from './signing-key.js';

export const audience = 'paymo';
export const tokenSeconds = 300;
/** A token is replaced while a request with it can still be under way. */
const renewedSeconds = 60;

interface Issued {
  readonly token: string;
  readonly untilMs: number;
}

/**
 * Signs access tokens with the local issuer's own key, as the issuer would after a sign-in: for commands, tests
 * and benches that act for many people. Works only beside the local stack, whose home holds the key.
 */
export class LocalTokens {
  private readonly issued = new Map<string, Issued>();
  private readonly kid: string;
  readonly key: KeyObject;

  constructor(
    private readonly issuer: string,
    home: string,
  ) {
    const jwk = signingKey(home);
    this.kid = jwk.kid;
    this.key = createPrivateKey({ key: jwk, format: 'jwk' });
  }

  /** A token for a machine of the bank. */
  service(name: string): string {
    return this.for(name, ['service']);
  }

  /** A token for somebody of the staff who may do all that the staff may do. */
  staff(subject: string): string {
    return this.for(subject, ['analyst', 'senior-analyst', 'data-scientist', 'approver', 'auditor']);
  }

  /** A token for a person; without roles those of the sample person of that name, or a customer's. */
  for(subject: string, roles: readonly Role[] = personOf(subject).roles): string {
    const name = `${subject} ${roles.join(' ')}`;
    const nowMs = Date.now();
    const known = this.issued.get(name);
    if (known !== undefined && nowMs < known.untilMs) return known.token;
    const token = this.signed(subject, roles, Math.floor(nowMs / 1000));
    this.issued.set(name, { token, untilMs: nowMs + (tokenSeconds - renewedSeconds) * 1000 });
    return token;
  }

  private signed(subject: string, roles: readonly Role[], now: number): string {
    const header = { alg: 'ES256', typ: 'at+jwt', kid: this.kid };
    const claims = {
      iss: this.issuer,
      aud: audience,
      sub: subject,
      client_id: 'paymo-local',
      roles,
      jti: randomUUID(),
      iat: now,
      exp: now + tokenSeconds,
    };
    const text = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(text), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }
}
