import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { PaymoError } from '../paymo-error.js';
import type { TokenHolder } from './caller.js';
import { roles } from './rights.js';

/** Asymmetric ones only: whoever can check a token must not be able to make one. */
const algorithms = ['ES256', 'EdDSA', 'PS256'];
const clockSkewSeconds = 5;
const rememberedMax = 50_000;
/** A key that the issuer withdrew stops counting within this time. */
const rememberedMsMax = 60_000;
const discoveryMsMax = 5000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const claimsSchema = z.object({
  sub: z.string().min(1).max(128),
  roles: z.array(z.string()),
  exp: z.number(),
  cnf: z.object({ jkt: z.string().min(1).max(128) }).optional(),
});

export interface TokenSettings {
  /** OpenID Connect issuer, exactly as tokens name it. */
  readonly issuer: string;
  /** What tokens for this bank name as their audience. */
  readonly audience: string;
}

/** A token that was found good. */
export interface VerifiedToken {
  readonly holder: TokenHolder;
  /** SHA-256 thumbprint (RFC 7638) of the key that its sender must prove to have; null for bearer tokens. */
  readonly boundTo: string | null;
}

interface Remembered extends VerifiedToken {
  readonly untilMs: number;
}

/**
 * Checks access tokens (RFC 9068): signature by one of the issuer's published keys, algorithm, type `at+jwt`,
 * issuer, audience and time. A token that was found good is remembered for a minute at most, so that a customer's
 * next request costs a map lookup.
 */
export class TokenVerifier {
  private readonly remembered = new Map<string, Remembered>();
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(private readonly settings: TokenSettings) {}

  /**
   * A token that was checked lately; no promise, for the sake of the hot path.
   */
  recall(token: string, nowMs: number): VerifiedToken | undefined {
    const found = this.remembered.get(token);
    if (found === undefined) return undefined;
    if (nowMs < found.untilMs) return found;
    this.remembered.delete(token);
    return undefined;
  }

  /**
   * @throws PaymoError `auth.token_invalid` saying what is wrong, `service.unavailable` when the issuer's keys
   *   cannot be had
   */
  async verify(token: string, nowMs: number): Promise<VerifiedToken> {
    const keys = await this.issuerKeys();
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer: this.settings.issuer,
      audience: this.settings.audience,
      typ: 'at+jwt',
      clockTolerance: clockSkewSeconds,
      requiredClaims: ['exp', 'iat', 'sub'],
    }).catch((error: unknown) => {
      throw toRefusal(error);
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success)
      throw invalid('Its subject, its roles or its key (cnf) is missing or not of their form.');
    const { sub, exp, cnf } = claims.data;
    const holder = { subject: sub, roles: roles.filter((role) => claims.data.roles.includes(role)) };
    const verified = { holder, boundTo: cnf?.jkt ?? null };
    this.remember(token, { ...verified, untilMs: Math.min(exp * 1000, nowMs + rememberedMsMax) });
    return verified;
  }

  private remember(token: string, entry: Remembered): void {
    if (this.remembered.size >= rememberedMax) {
      const [oldest] = this.remembered.keys();
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    this.remembered.set(token, entry);
  }

  /** The keys' address comes from the issuer's discovery document and from nowhere else, least of all a token. */
  private issuerKeys(): Promise<JWTVerifyGetKey> {
    this.keys ??= discover(this.settings.issuer).catch((error: unknown) => {
      this.keys = undefined;
      throw unavailable(error);
    });
    return this.keys;
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(discoveryMsMax), redirect: 'error' });
  if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
  const document = discoverySchema.parse(await response.json());
  if (document.issuer !== issuer) throw new Error(`the issuer calls itself ${document.issuer}`);
  return createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration: discoveryMsMax });
}

function toRefusal(error: unknown): unknown {
  if (error instanceof errors.JWKSTimeout || isFetchFailure(error)) return unavailable(error);
  if (error instanceof errors.JWTExpired) return invalid('It has expired; ask the issuer for a new one.');
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(`Its ${error.claim} is wrong.`);
  if (error instanceof errors.JOSEError)
    return invalid('It is not a token of the issuer that this bank trusts.');
  return error;
}

function isFetchFailure(error: unknown): boolean {
  return (
    error instanceof TypeError || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  );
}

function unavailable(cause: unknown): PaymoError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const detail = `The keys of the token issuer cannot be read (${reason}); try again in a moment.`;
  return new PaymoError('service.unavailable', detail, { retryAfterSeconds: 2 });
}

function invalid(detail: string): PaymoError {
  return new PaymoError('auth.token_invalid', `The access token was refused. ${detail}`);
}
