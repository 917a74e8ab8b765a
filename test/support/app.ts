import { randomUUID } from 'node:crypto';
import request, { type Response } from 'supertest';
import type { Bank } from './bank.js';

/** The requests of a mobile app, against the gateway of a bank. */
export class App {
  constructor(private readonly bank: Bank) {}

  async openAccount(openingDeposit: number, change: Record<string, unknown> = {}): Promise<string> {
    const response = await request(this.bank.gateway)
      .post('/v1/accounts')
      .send({ name: 'A person', currency: 'GBP', openingDeposit, ...change });
    if (response.status !== 201) throw new Error(`account not opened: ${response.text}`);
    return response.body.id;
  }

  async balance(account: string): Promise<{ posted: number; held: number; available: number }> {
    return (await request(this.bank.gateway).get(`/v1/accounts/${account}`)).body.balance;
  }

  pay(body: object, headers: Record<string, string> = {}): Promise<Response> {
    return Promise.resolve(
      request(this.bank.gateway)
        .post('/v1/payments')
        .set({ 'idempotency-key': randomUUID(), prefer: 'wait=10000', ...headers })
        .send(body),
    );
  }

  async payment(id: string): Promise<Response> {
    return request(this.bank.gateway).get(`/v1/payments/${id}`);
  }
}

export function money(value: number, currency = 'GBP'): { value: number; currency: string } {
  return { value, currency };
}
