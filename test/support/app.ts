import { randomUUID } from 'node:crypto';
import request, { type Response } from 'supertest';
import { type Bank, bearer } from './bank.js';

/** The requests of a mobile app that a customer is signed in to, against the gateway of a bank. */
export class App {
  constructor(
    private readonly bank: Bank,
    readonly subject = 'ada',
  ) {}

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

  async balance(account: string): Promise<{ posted: number; held: number; available: number }> {
    return (await this.get(`/v1/accounts/${account}`)).body.balance;
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

  get(path: string): Promise<Response> {
    return Promise.resolve(request(this.bank.gateway).get(path).set(this.signedIn));
  }

  patch(path: string, body: object): Promise<Response> {
    return Promise.resolve(request(this.bank.gateway).patch(path).set(this.signedIn).send(body));
  }

  delete(path: string): Promise<Response> {
    return Promise.resolve(request(this.bank.gateway).delete(path).set(this.signedIn));
  }

  post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> {
    return Promise.resolve(
      request(this.bank.gateway)
        .post(path)
        .set({ ...this.signedIn, ...headers })
        .send(body),
    );
  }
}

export function money(value: number, currency = 'GBP'): { value: number; currency: string } {
  return { value, currency };
}
