import createClient, { type Client } from 'openapi-fetch';
import type { components as loanComponents, paths as loanPaths } from './loan-schema.js';
import type { components, paths } from './schema.js';

/** The objects of the API by name, such as `Schemas['Payment']`. */
export type Schemas = components['schemas'];
export type PaymoClient = Client<paths>;

/** The objects of the loans by name, such as `LoanSchemas['Loan']`. */
export type LoanSchemas = loanComponents['schemas'];
export type PaymoLoansClient = Client<loanPaths>;

export interface PaymoClientOptions {
  /** Where the API is, such as `https://api.paymo.example`. */
  readonly baseUrl: string;
  /** Gives the access token of a request; asked each time, since tokens last for minutes. */
  readonly accessToken: () => string | Promise<string>;
}

/** The version of the API that this client was generated from, and asks for. */
export const apiVersion: NonNullable<
  NonNullable<paths['/v1/accounts']['get']['parameters']['header']>['Paymo-Version']
> = '2026-11-25';

/** A client whose paths, parameters, bodies and answers are typed. Problems come back as `error`, not thrown. */
export function createPaymoClient(options: PaymoClientOptions): PaymoClient {
  return createTypedClient<paths>(options);
}

/** As `createPaymoClient`, for the loans: `baseUrl` is where they are served. */
export function createPaymoLoansClient(options: PaymoClientOptions): PaymoLoansClient {
  return createTypedClient<loanPaths>(options);
}

function createTypedClient<Paths extends object>({
  baseUrl,
  accessToken,
}: PaymoClientOptions): Client<Paths> {
  const client = createClient<Paths>({ baseUrl, headers: { 'Paymo-Version': apiVersion } });
  client.use({
    async onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${await accessToken()}`);
      return request;
    },
  });
  return client;
}
