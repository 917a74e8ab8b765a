import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';

describe('payments', () => {
  let bank: Bank;
  let app: App;
  let payer: string;
  let payee: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    app = new App(bank);
    payer = await app.openAccount(1_000_000);
    payee = await app.openAccount(0);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  it('moves the money and answers 201 with the settled payment', async () => {
    const [from, to] = [await app.openAccount(5000), await app.openAccount(0)];
    const response = await app.pay({ payer: from, payee: to, amount: money(1250), reference: 'lunch' });

    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      status: 'settled',
      payer: from,
      payee: to,
      amount: money(1250),
      version: 2,
    });
    expect(await app.balance(from)).toEqual({ posted: 3750, held: 0, available: 3750 });
    expect(await app.balance(to)).toEqual({ posted: 1250, held: 0, available: 1250 });
    expect((await app.payment(response.body.id)).body).toEqual(response.body);
  });

  it('answers 202 at once when the caller does not wait, and the payment settles by itself', async () => {
    const response = await app.pay({ payer, payee, amount: money(10) }, { prefer: 'wait=0' });

    expect(response.status).toBe(202);
    expect(response.body.status).toBe('submitted');
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await app.payment(response.body.id)).body.status === 'settled') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the payment did not settle');
  });

  describe('with an idempotency key', () => {
    it('answers a repeated request with the same bytes and says so', async () => {
      const key = randomUUID();
      const body = { payer, payee, amount: money(77) };
      const first = await app.pay(body, { 'idempotency-key': key });
      const second = await app.pay(body, { 'idempotency-key': key });

      expect(second.status).toBe(first.status);
      expect(second.text).toBe(first.text);
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect(second.headers['idempotency-replayed']).toBe('true');
    });

    it('replays a 202 as it was, although the payment has settled since', async () => {
      const key = randomUUID();
      const body = { payer, payee, amount: money(78) };
      const first = await app.pay(body, { 'idempotency-key': key, prefer: 'wait=0' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      const second = await app.pay(body, { 'idempotency-key': key });

      expect([first.status, second.status]).toEqual([202, 202]);
      expect(second.text).toBe(first.text);
    });

    it('refuses another body under the same key with 422', async () => {
      const key = randomUUID();
      await app.pay({ payer, payee, amount: money(79) }, { 'idempotency-key': key });
      const second = await app.pay({ payer, payee, amount: money(80) }, { 'idempotency-key': key });

      expect(second.status).toBe(422);
      expect(second.body.code).toBe('conflict.idempotency_key_reused');
    });

    it('replays a failure for lack of funds', async () => {
      const poor = await app.openAccount(100);
      const key = randomUUID();
      const body = { payer: poor, payee, amount: money(101) };
      const first = await app.pay(body, { 'idempotency-key': key });
      const second = await app.pay(body, { 'idempotency-key': key });

      expect(first.status).toBe(402);
      expect(first.body).toMatchObject({ code: 'payment.insufficient_funds', status: 402 });
      expect(second.text).toBe(first.text);
      expect((await app.payment(first.body.paymentId)).body.status).toBe('failed');
    });

    it('takes 200 simultaneous requests with one key as one payment', async () => {
      const [from, to] = [await app.openAccount(100_000), await app.openAccount(0)];
      const key = randomUUID();
      const body = { payer: from, payee: to, amount: money(500) };
      const responses = await Promise.all(
        Array.from({ length: 200 }, () => app.pay(body, { 'idempotency-key': key })),
      );

      const statuses = new Set(responses.map(({ status }) => status));
      expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
      expect(new Set(responses.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
      expect(responses.some(({ headers }) => headers['retry-after'] === '1')).toBe(statuses.has(409));
      expect((await app.balance(from)).available).toBe(99_500);
    });
  });

  it('lets nobody spend the same money twice, however many try at once', async () => {
    const [from, to] = [await app.openAccount(1000), await app.openAccount(0)];
    const responses = await Promise.all(
      Array.from({ length: 40 }, () => app.pay({ payer: from, payee: to, amount: money(100) })),
    );

    expect(responses.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(responses.filter(({ status }) => status === 402)).toHaveLength(30);
    const [left, received] = [await app.balance(from), await app.balance(to)];
    expect(left).toEqual({ posted: left.held, held: left.held, available: 0 });
    expect(received.posted + left.held).toBe(1000);
  });

  it('lists the payments of an account page by page, the newest first', async () => {
    const [from, to] = [await app.openAccount(1000), await app.openAccount(0)];
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift((await app.pay({ payer: from, payee: to, amount: money(10) })).body.id);
    }
    const page = (query: object) =>
      request(bank.gateway)
        .get('/v1/payments')
        .set(app.signedIn)
        .query({ account: to, limit: 2, ...query });
    const first = await page({});
    const [, linked = ''] = /^<(.+)>; rel="next"$/.exec(first.headers['link'] ?? '') ?? [];
    const second = await request(bank.gateway).get(linked).set(app.signedIn);
    const third = await page({ cursor: second.body.nextCursor });
    const listed = [first, second, third].flatMap(({ body }) =>
      body.items.map(({ id }: { id: string }) => id),
    );

    expect(listed).toEqual(ids);
    expect([third.body.nextCursor, third.headers['link']]).toEqual([null, undefined]);
    expect((await page({ cursor: 'nonsense' })).body.code).toBe('request.invalid');
  });

  it('expires a payment that nobody decides, and frees its money', async () => {
    const lone = await openBank({
      services: ['gateway'],
      environment: { DECISION_DEADLINE_MS: '700' },
    });
    try {
      const alone = new App(lone);
      const [from, to] = [await alone.openAccount(1000), await alone.openAccount(0)];
      const submitted = await alone.pay(
        { payer: from, payee: to, amount: money(400) },
        { prefer: 'wait=100' },
      );
      expect(submitted.status).toBe(202);
      expect(await alone.balance(from)).toEqual({ posted: 1000, held: 400, available: 600 });

      const waited = await alone.pay({ payer: from, payee: to, amount: money(300) });
      expect(waited.body.status).toBe('expired');
      expect((await alone.payment(submitted.body.id)).body.status).toBe('expired');
      expect(await alone.balance(from)).toEqual({ posted: 1000, held: 0, available: 1000 });
      expect((await lone.verifyLedger()).faults).toEqual([]);
    } finally {
      await lone.close();
    }
  }, 60_000);

  it('leaves a ledger that verifies', async () => {
    expect(await bank.verifyLedger()).toMatchObject({ isBalanced: true, faults: [] });
  });
});
