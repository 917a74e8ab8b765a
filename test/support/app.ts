import { randomUUID } from 'node:crypto';
import request, { type Response } from 'supertest';
import { createPaymoClient, type PaymoClient, type Schemas } from '../../clients/typescript/src/index.js';
import { gatewayContract } from '../../tools/contract/service-contracts.js';
import { type Bank, bearer } from './bank.js';
import { Contract, type Sent } from './contract.js';

const contract = new Contract(gatewayContract);

/** The requests of a mobile app that a customer is signed in to, against the gateway of a bank. */
export class App {
  private readonly client: PaymoClient;

  constructor(
    private readonly bank: Bank,
    readonly subject = 'ada',
  ) {
    this.client = createPaymoClient({
      baseUrl: bank.gateway,
      accessToken: () => bank.tokens.for(subject, ['customer']),
    });
  }

  /** The header that says who is signed in. */
  get signedIn(): { authorization: string } {
    return bearer(this.bank.tokens.for(this.subject, ['customer']));
  }

  /** An account of the customer, opened by the bank. */
  async openAccount(openingDeposit: number, change: Record<string, unknown> = {}): Promise<string> {
    const response = await request(this.bank.gateway)
      .post('/v1/accounts')
      .set(bearer(this.bank.tokens.service('test')))
      .send({ name: 'A person', currency: 'GBP', openingDeposit, owner: this.subject, ...change });
    if (response.status !== 201) throw new Error(`account not opened: ${response.text}`);
    return response.body.id;
  }

  async balance(account: string): Promise<Schemas['Account']['balance']> {
    const { data } = await this.client.GET('/v1/accounts/{accountId}', {
      params: { path: { accountId: account } },
    });
    if (data === undefined) throw new Error(`${account} has no balance`);
    return data.balance;
  }

  pay(body: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.post('/v1/payments', body, {
      'idempotency-key': randomUUID(),
      prefer: 'wait=10000',
      ...headers,
    });
  }

  payment(id: string): Promise<Response> {
    return this.get(`/v1/payments/${id}`);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('get', path, undefined, headers);
  }

  patch(path: string, body: object): Promise<Response> {
    return this.send('patch', path, body);
  }

  put(path: string, body: object): Promise<Response> {
    return this.send('put', path, body);
  }

  delete(path: string): Promise<Response> {
    return this.send('delete', path);
  }

  post(path: string, body: object | string = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('post', path, body, headers);
  }

  /** Every answer is checked against the published description, so that each spec is a test of the contract. */
  private send(
    method: Sent['method'],
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return contract.send(this.bank.gateway, {
      method,
      path,
      headers: { ...this.signedIn, ...headers },
      body,
    });
  }
}

export function money(value: number, currency = 'GBP'): { value: number; currency: string } {
  return { value, currency };
}
