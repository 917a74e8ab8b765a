/** Proof Key for Code Exchange (RFC 7636): only who began a sign-in can finish it. */
export interface Pkce {
  readonly verifier: string;
  /** SHA-256 of the verifier, base64url. */
  readonly challenge: string;
}

export async function makePkce(): Promise<Pkce> {
  const verifier = randomText();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(digest)) };
}

/** 256 random bits as text that fits into a URL. */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
