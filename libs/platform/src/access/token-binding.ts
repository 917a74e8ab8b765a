import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { PaymoError } from '../paymo-error.js';
import { proofAlgorithms } from './challenge.js';
import { UsedProofs } from './used-proofs.js';
import type { VerifiedToken } from './token-verifier.js';

const ageSecondsMax = 60;
const clockSkewSeconds = 5;

const claimsSchema = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.url(),
  iat: z.number(),
  ath: z.string(),
});
type ProofClaims = z.infer<typeof claimsSchema>;

/** How a request presents its token. */
export interface Credentials {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
}

export interface BindingSettings {
  /** Where callers reach the service; null to believe the host that a request names. */
  readonly publicUrl: string | null;
  /** Whether customers' tokens count only when they are bound to a key. */
  readonly isRequiredOfCustomers: boolean;
}

type ProvenRequest = Pick<FastifyRequest, 'method' | 'url' | 'protocol' | 'host' | 'headers'>;

/**
 * Demands of a token that is bound to a key (`cnf.jkt`) a proof that whoever sends it has the key (RFC 9449, DPoP):
 * signed for this method, this address and this token, not older than a minute, and not seen before.
 */
export class TokenBinding {
  private readonly used = new UsedProofs((ageSecondsMax + 2 * clockSkewSeconds) * 1000);

  constructor(private readonly settings: BindingSettings) {}

  /** Whether the token is all that the request has to show; no promise, for the sake of the hot path. */
  isBare({ holder, boundTo }: VerifiedToken, { scheme }: Credentials): boolean {
    const mustBeBound = this.settings.isRequiredOfCustomers && holder.roles.includes('customer');
    return boundTo === null && scheme === 'bearer' && !mustBeBound;
  }

  /** @throws PaymoError `auth.proof_invalid`, or `auth.token_invalid` of a token that should be bound and is not */
  async check(
    verified: VerifiedToken,
    credentials: Credentials,
    request: ProvenRequest,
    nowMs: number,
  ): Promise<void> {
    if (this.isBare(verified, credentials)) return;
    if (verified.boundTo === null) {
      const detail = 'It is bound to no key, as a token of DPoP has to be (RFC 9449).';
      throw new PaymoError('auth.token_invalid', `The access token was refused. ${detail}`);
    }
    if (credentials.scheme !== 'dpop') {
      throw refused('The token is bound to a key: send Authorization: DPoP <token>, and a proof as DPoP.');
    }
    const { claims, thumbprint } = await readProof(request.headers['dpop']);
    if (thumbprint !== verified.boundTo) throw refused('It is signed by another key than the token names.');
    this.checkClaims(claims, credentials.token, request, nowMs);
    if (!this.used.add(`${thumbprint} ${claims.jti}`, nowMs)) throw refused('It was used before (jti).');
  }

  private checkClaims(claims: ProofClaims, token: string, request: ProvenRequest, nowMs: number): void {
    if (claims.htm !== request.method)
      throw refused(`It is for another method (htm) than ${request.method}.`);
    if (!isSameAddress(claims.htu, this.addressOf(request)))
      throw refused('It is for another address (htu).');
    if (claims.ath !== hash('sha256', token, 'base64url')) throw refused('It is for another token (ath).');
    const ageSeconds = nowMs / 1000 - claims.iat;
    if (ageSeconds > ageSecondsMax || ageSeconds < -clockSkewSeconds) {
      throw refused(`Its time (iat) is not of the last ${ageSecondsMax} s.`);
    }
  }

  private addressOf({ protocol, host, url }: ProvenRequest): string {
    return `${this.settings.publicUrl?.replace(/\/$/, '') ?? `${protocol}://${host}`}${url}`;
  }
}

async function readProof(header: unknown): Promise<{ claims: ProofClaims; thumbprint: string }> {
  if (typeof header !== 'string') throw refused('It is missing: send it as the header DPoP.');
  const { payload, protectedHeader } = await jwtVerify(header, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: [...proofAlgorithms],
  }).catch((error: unknown) => {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
      throw refused(
        `It is no JWT of type dpop+jwt that its own key signed by ${proofAlgorithms.join(', ')}.`,
      );
    }
    throw error;
  });
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success || protectedHeader.jwk === undefined) {
    throw refused('It lacks one of jti, htm, htu, iat, ath.');
  }
  return { claims: claims.data, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk, 'sha256') };
}

/** Without query and fragment, as RFC 9449 compares them. */
function isSameAddress(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [first, second] = [new URL(one), new URL(other)];
  return first.origin === second.origin && first.pathname === second.pathname;
}

function refused(detail: string): PaymoError {
  return new PaymoError('auth.proof_invalid', `The proof of the token's key was refused. ${detail}`);
}
