import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema.js';

/** The objects of the API by name, such as `Schemas['Payment']`. */
export type Schemas = components['schemas'];
export type PaymoClient = Client<paths>;

export interface PaymoClientOptions {
  /** Where the gateway is, such as `https://api.paymo.example`. */
  readonly baseUrl: string;
  /** Gives the access token of a request; asked each time, since tokens last for minutes. */
  readonly accessToken: () => string | Promise<string>;
}

/** The version of the API that this client was generated from, and asks for. */
export const apiVersion: NonNullable<
  NonNullable<paths['/v1/accounts']['get']['parameters']['header']>['Paymo-Version']
> = '2026-11-25';

/** A client whose paths, parameters, bodies and answers are typed. Problems come back as `error`, not thrown. */
export function createPaymoClient({ baseUrl, accessToken }: PaymoClientOptions): PaymoClient {
  const client = createClient<paths>({ baseUrl, headers: { 'Paymo-Version': apiVersion } });
  client.use({
    async onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${await accessToken()}`);
      return request;
    },
  });
  return client;
}
