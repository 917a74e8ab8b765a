import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';

describe('payment requests', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;
  let adas: string;
  let bens: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    ada = new App(bank, 'ada');
    ben = new App(bank, 'ben');
    adas = await ada.openAccount(0);
    bens = await ben.openAccount(1_000_000);
  }, 90_000);
  afterAll(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
    await bank.close();
  }, 60_000);

  function ask(change: object = {}, key: string = randomUUID()): Promise<Response> {
    const body = { payee: adas, payer: bens, amount: money(700), reference: 'Dinner', ...change };
    return ada.post('/v1/payment-requests', body, { 'idempotency-key': key });
  }

  async function asked(change: object = {}): Promise<string> {
    const { status, body } = await ask(change);
    expect([status, body.status]).toEqual([201, 'open']);
    return body.id;
  }

  function pay(id: string, key: string = randomUUID(), app = ben): Promise<Response> {
    const headers = { 'idempotency-key': key, prefer: 'wait=10000' };
    return app.post(`/v1/payment-requests/${id}/pay`, {}, headers);
  }

  async function seen(app: App, side: 'payer' | 'requester', id: string) {
    const { body } = await app.get(`/v1/payment-requests?as=${side}&limit=100`);
    return body.items.find((item: { id: string }) => item.id === id);
  }

  it('are paid by a payment of the person asked, which both see', async () => {
    const id = await asked();
    expect(await seen(ben, 'payer', id)).toMatchObject({
      status: 'open',
      payeeName: 'A person',
      payee: adas,
    });
    const before = await ada.balance(adas);
    const paid = await pay(id);

    expect(paid.body).toMatchObject({ status: 'settled', payer: bens, payee: adas, reference: 'Dinner' });
    expect((await ada.balance(adas)).posted - before.posted).toBe(700);
    const both = [await seen(ben, 'payer', id), await seen(ada, 'requester', id)];
    for (const view of both) expect(view).toMatchObject({ status: 'paid', paymentId: paid.body.id });
    expect((await pay(id)).body.code).toBe('conflict.payment_request_closed');
  });

  it('are paid once by twenty requests at once, with one key and with others', async () => {
    const [first, second] = [await asked(), await asked()];
    const before = (await ada.balance(adas)).posted;
    const key = randomUUID();
    const same = await Promise.all(Array.from({ length: 20 }, () => pay(first, key)));
    const others = await Promise.all(Array.from({ length: 20 }, () => pay(second)));

    expect(new Set(same.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
    expect(others.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await ada.balance(adas)).posted - before).toBe(1400);
  }, 30_000);

  it('stay open when the payment came to nothing', async () => {
    const poor = await ben.openAccount(100);
    const id = await asked({ payer: poor });
    const failed = await pay(id);
    expect([failed.status, failed.body.code]).toEqual([402, 'payment.insufficient_funds']);
    expect((await seen(ben, 'payer', id)).status).toBe('open');

    await ben.pay({ payer: bens, payee: poor, amount: money(700) });
    expect((await pay(id)).body.status).toBe('settled');
  });

  it('are made once by one key, which makes no others', async () => {
    const key = randomUUID();
    const [first, again] = [await ask({}, key), await ask({}, key)];
    const other = await ask({ amount: money(701) }, key);

    expect(again.body.id).toBe(first.body.id);
    expect([other.status, other.body.code]).toEqual([422, 'conflict.idempotency_key_reused']);
  });

  it('end when they are declined, cancelled or over, each by the side that may', async () => {
    const [declined, cancelled, over] = [await asked(), await asked(), await asked()];
    const post = (app: App, id: string, act: string) => app.post(`/v1/payment-requests/${id}/${act}`);
    expect((await post(ada, declined, 'decline')).body.code).toBe('payment_request.not_found');
    expect((await post(ben, cancelled, 'cancel')).body.code).toBe('payment_request.not_found');
    expect((await post(ben, declined, 'decline')).body.status).toBe('declined');
    expect((await post(ben, declined, 'decline')).status).toBe(200);
    expect((await post(ada, cancelled, 'cancel')).body.status).toBe('cancelled');
    await bank.sql('UPDATE payments.payment_requests SET expires_at = now() WHERE id = $1', [over.slice(4)]);
    expect((await seen(ada, 'requester', over)).status).toBe('expired');

    for (const id of [declined, cancelled, over]) {
      expect((await pay(id)).body.code).toBe('conflict.payment_request_closed');
    }
  });

  it('can be reminded of once a day, from the second day on, three times in all', async () => {
    const id = await asked();
    const remind = () => ada.post(`/v1/payment-requests/${id}/remind`);
    const nextDay = () =>
      bank.sql(
        `UPDATE payments.payment_requests SET created_at = created_at - interval '25 hours',
           reminded_at = reminded_at - interval '25 hours' WHERE id = $1`,
        [id.slice(4)],
      );
    expect((await remind()).body.code).toBe('limit.reminders');
    for (let count = 1; count <= 3; count += 1) {
      await nextDay();
      expect((await remind()).body).toMatchObject({ reminders: count });
      expect((await remind()).status).toBe(429);
    }
    await nextDay();
    expect((await remind()).body.code).toBe('limit.reminders');
    expect((await seen(ben, 'payer', id)).reminders).toBe(3);
  });

  it('of a bill sum to it exactly', async () => {
    const carl = await new App(bank, 'carl').openAccount(0);
    const body = { payee: adas, total: money(1000), payers: [{ account: bens }, { account: carl }] };
    const headers = { 'idempotency-key': randomUUID() };
    const { status, body: split } = await ada.post('/v1/payment-requests/split', body, headers);
    const again = (await ada.post('/v1/payment-requests/split', body, headers)).body;

    expect([status, split.ownShare]).toEqual([201, 334]);
    expect(split.items.map((item: { amount: { value: number } }) => item.amount.value)).toEqual([333, 333]);
    expect(split.items.map((item: { payer: string }) => item.payer)).toEqual([bens, carl]);
    expect(again).toEqual(split);
    const none = await ada.post(
      '/v1/payment-requests/split',
      { ...body, total: money(1) },
      { 'idempotency-key': randomUUID() },
    );
    expect([none.status, none.body.errors[0].pointer]).toEqual([422, '/total/value']);
  });

  it('of somebody who is blocked are not seen or paid, and the requester cannot tell', async () => {
    const dora = new App(bank, 'dora');
    const doras = await dora.openAccount(0);
    const body = { payee: doras, payer: bens, amount: money(5) };
    const send = () => dora.post('/v1/payment-requests', body, { 'idempotency-key': randomUUID() });
    const first = (await send()).body.id;
    expect((await ben.post(`/v1/payment-requests/${first}/block`)).status).toBe(204);
    const later = await send();

    expect([later.status, later.body.status]).toEqual([201, 'open']);
    for (const id of [first, later.body.id]) {
      expect(await seen(ben, 'payer', id)).toBeUndefined();
      expect((await pay(id)).body.code).toBe('payment_request.not_found');
      expect((await seen(dora, 'requester', id)).status).toBe('open');
    }
    const [block] = (await ben.get('/v1/blocks')).body.items;
    expect((await ada.delete(`/v1/blocks/${block.id}`)).body.code).toBe('block.not_found');
    expect((await ben.delete(`/v1/blocks/${block.id}`)).status).toBe(204);
    expect((await seen(ben, 'payer', first)).status).toBe('open');
  });

  it("are not made for somebody else's account, nor to oneself or nobody", async () => {
    const wrong = [
      await ask({ payee: bens }),
      await ask({ payer: await ada.openAccount(0) }),
      await ask({ payer: 'acc_01900000-0000-7000-8000-000000000000' }),
    ];
    expect(wrong.map(({ status, body }) => [status, body.code, body.errors[0].pointer])).toEqual([
      [422, 'account.not_found', '/payee'],
      [422, 'account.not_found', '/payer'],
      [422, 'account.not_found', '/payer'],
    ]);
    expect((await ask({ amount: money(5, 'EUR') })).body.code).toBe('payment.currency_mismatch');
  });

  it('do not tell the requester of a payment that is held', async () => {
    const rich = await ben.openAccount(250_000);
    const id = await asked({ payer: rich, amount: money(250_000) });
    const held = await pay(id);

    expect(held.body.status).toBe('held');
    expect(await seen(ben, 'payer', id)).toMatchObject({ status: 'in_payment', paymentId: held.body.id });
    expect(await seen(ada, 'requester', id)).toMatchObject({ status: 'open', paymentId: null });
    await ben.post(`/v1/payments/${held.body.id}/cancel`);
    expect((await seen(ben, 'payer', id)).status).toBe('open');
  });
});
