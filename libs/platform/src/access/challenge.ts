import type { PaymoError } from '../paymo-error.js';

/** Signatures that a proof of a token's key may have. */
export const proofAlgorithms = ['ES256', 'EdDSA', 'PS256'] as const;

const bearer = 'Bearer realm="paymo"';
const dpop = `DPoP realm="paymo", algs="${proofAlgorithms.join(' ')}"`;

/**
 * What `WWW-Authenticate` says: a request without a token is told the schemes, one with a bad token or proof what is
 * wrong (RFC 6750, section 3; RFC 9449, section 7.1).
 */
export function challengeOf({ code }: PaymoError): string {
  if (code === 'auth.token_invalid') return `${bearer}, error="invalid_token", ${dpop}`;
  if (code === 'auth.proof_invalid') return `${dpop}, error="invalid_dpop_proof"`;
  return `${bearer}, ${dpop}`;
}
