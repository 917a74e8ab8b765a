import { randomBytes } from 'node:crypto';
import type { ClientMetadata, Configuration } from 'oidc-provider';
import { audience, tokenSeconds } from './local-tokens.js';
import { personOf } from './sample-people.js';
import type { SigningKey } from './signing-key.js';

/** Where the apps of people get their answers; ports of this machine differ from run to run. */
export interface ClientUrls {
  /** Origin of the analysts' console. */
  readonly console: string;
}

/** The services as a resource (RFC 8707), which must be a URI; tokens name them by their audience. */
const resource = 'urn:paymo';

/** All access tokens are for the bank's services, and JWTs that these can check. */
const resourceIndicators: NonNullable<Configuration['features']>['resourceIndicators'] = {
  enabled: true,
  defaultResource: () => resource,
  useGrantedResource: () => true,
  getResourceServerInfo: () => ({
    scope: '',
    audience,
    accessTokenTTL: tokenSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  }),
};

/**
 * The local issuer: authorization code with PKCE for people, client credentials for machines, access tokens as
 * JWTs (RFC 9068) for the one audience that the services take.
 */
export function issuerConfiguration(key: SigningKey, urls: ClientUrls): Configuration {
  return {
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: tokenSeconds,
      Session: 86_400,
      Grant: 86_400,
      Interaction: 600,
    },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...nameAndRoles(subject) }),
    }),
    extraTokenClaims: (_context, token) => {
      if (token.kind === 'ClientCredentials') return { sub: token.clientId, roles: ['service'] };
      return 'accountId' in token ? { roles: nameAndRoles(token.accountId).roles } : {};
    },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile offline_access');
      grant.addResourceScope(resource, '');
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators,
    },
    clientBasedCORS: (_context, origin) => origin === urls.console,
    clients: clients(urls),
  };
}

function clients(urls: ClientUrls): ClientMetadata[] {
  return [
    {
      client_id: 'paymo-console',
      application_type: 'native',
      redirect_uris: [`${urls.console}/signed-in`],
      post_logout_redirect_uris: [urls.console],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'paymo-app',
      application_type: 'native',
      redirect_uris: ['paymo.app:/signed-in'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'paymo-machine',
      client_secret: 'machine-sandbox',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    },
  ];
}

function nameAndRoles(subject: string): { name: string; roles: string[] } {
  const { name, roles } = personOf(subject);
  return { name, roles: [...roles] };
}
