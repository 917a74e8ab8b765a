import { z } from 'zod/mini';
import { makePkce, randomText } from './pkce.js';

const configurationSchema = z.object({ issuer: z.string(), clientId: z.string() });
const discoverySchema = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string() });
const tokensSchema = z.object({
  access_token: z.string(),
  refresh_token: z.optional(z.string()),
  expires_in: z.number(),
});
const begunSchema = z.object({ verifier: z.string(), state: z.string(), page: z.string() });
const claimsSchema = z.object({ sub: z.string(), roles: z.array(z.string()) });
const keptSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.optional(z.string()),
  untilMs: z.number(),
});

type Kept = z.infer<typeof keptSchema>;

interface Issuer {
  readonly clientId: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
}

/** Where this tab keeps its tokens and what a sign-in under way needs; it ends with the tab. */
const keys = { tokens: 'paymo.tokens', begun: 'paymo.sign-in' } as const;
const renewedMs = 60_000;

/** Who is signed in at this tab: authorization code with PKCE, renewed with refresh tokens. */
export class Session {
  private renewing: Promise<Kept> | undefined;

  private constructor(
    private readonly issuer: Issuer,
    private kept: Kept,
  ) {}

  /**
   * Finishes a sign-in, goes on with one, or leaves the page to begin one; then it never resolves.
   *
   * @throws Error saying why the issuer let nobody in
   */
  static async open(): Promise<Session> {
    const issuer = await findIssuer();
    const kept = location.pathname === '/signed-in' ? await finish(issuer) : readKept();
    if (kept !== undefined) return new Session(issuer, kept);
    await begin(issuer);
    return new Promise(() => undefined);
  }

  /** The person that the tokens speak for. */
  get subject(): string {
    return this.claims().sub;
  }

  /** What that person does at the bank; the services decide what it allows. */
  get roles(): readonly string[] {
    return this.claims().roles;
  }

  /** An access token that is good for a while. */
  async token(): Promise<string> {
    if (Date.now() > this.kept.untilMs - renewedMs) {
      this.renewing ??= this.renew().finally(() => {
        this.renewing = undefined;
      });
      this.kept = await this.renewing;
    }
    return this.kept.accessToken;
  }

  /** Forgets the tokens and begins a sign-in. */
  async restart(): Promise<never> {
    sessionStorage.removeItem(keys.tokens);
    await begin(this.issuer);
    return new Promise(() => undefined);
  }

  private claims(): z.infer<typeof claimsSchema> {
    const [, payload = ''] = this.kept.accessToken.split('.');
    return z.parse(claimsSchema, JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))));
  }

  private async renew(): Promise<Kept> {
    const { refreshToken } = this.kept;
    if (refreshToken === undefined) return this.restart();
    try {
      return await askForTokens(this.issuer, { grant_type: 'refresh_token', refresh_token: refreshToken });
    } catch {
      return this.restart();
    }
  }
}

async function findIssuer(): Promise<Issuer> {
  const { issuer, clientId } = z.parse(configurationSchema, await readJson('/console.json'));
  const found = z.parse(discoverySchema, await readJson(`${issuer}/.well-known/openid-configuration`));
  return {
    clientId,
    authorizationEndpoint: found.authorization_endpoint,
    tokenEndpoint: found.token_endpoint,
  };
}

async function begin({ clientId, authorizationEndpoint }: Issuer): Promise<void> {
  const { verifier, challenge } = await makePkce();
  const state = randomText();
  const page = location.pathname === '/signed-in' ? '/' : location.pathname;
  sessionStorage.setItem(keys.begun, JSON.stringify({ verifier, state, page }));
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope: 'openid profile offline_access',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state,
  });
  location.assign(`${authorizationEndpoint}?${query.toString()}`);
}

async function finish(issuer: Issuer): Promise<Kept | undefined> {
  const query = new URLSearchParams(location.search);
  const begun = begunSchema.safeParse(JSON.parse(sessionStorage.getItem(keys.begun) ?? 'null'));
  const code = query.get('code');
  sessionStorage.removeItem(keys.begun);
  history.replaceState(null, '', begun.success ? begun.data.page : '/');
  const refusal = query.get('error');
  if (refusal !== null) throw new Error(query.get('error_description') ?? refusal);
  if (!begun.success || code === null || query.get('state') !== begun.data.state) return undefined;
  return askForTokens(issuer, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri(),
    code_verifier: begun.data.verifier,
  });
}

async function askForTokens(issuer: Issuer, form: Readonly<Record<string, string>>): Promise<Kept> {
  const response = await fetch(issuer.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({ ...form, client_id: issuer.clientId }),
  });
  if (!response.ok) throw new Error(`the issuer gave no token (${response.status})`);
  const tokens = z.parse(tokensSchema, await response.json());
  const kept = {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    untilMs: Date.now() + tokens.expires_in * 1000,
  };
  sessionStorage.setItem(keys.tokens, JSON.stringify(kept));
  return kept;
}

function readKept(): Kept | undefined {
  const parsed = keptSchema.safeParse(JSON.parse(sessionStorage.getItem(keys.tokens) ?? 'null'));
  return parsed.success ? parsed.data : undefined;
}

function redirectUri(): string {
  return `${location.origin}/signed-in`;
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
