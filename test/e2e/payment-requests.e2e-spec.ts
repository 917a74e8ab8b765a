import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, bearer, openBank } from '../support/bank.js';

describe('payment requests', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;
  let adas: string;
  let bens: string;

  beforeAll(async () => {
    const environment = { CONTACT_LOOKUPS_PER_HOUR: '60' };
    bank = await openBank({ services: ['gateway', 'scoring'], environment });
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

  describe('and the people who make them', () => {
    const hashOf = (number: string) => createHash('sha256').update(number).digest('hex');
    const find = (app: App, question: object) => app.post('/v1/contacts/lookup', question);

    async function verified(subject: string, number: string): Promise<App> {
      const { status } = await request(bank.gateway)
        .put('/v1/discovery/phone')
        .set(bearer(bank.tokens.service('test')))
        .send({ owner: subject, phoneHash: hashOf(number) });
      expect(status).toBe(204);
      return new App(bank, subject);
    }

    it('are kept as contacts, each by their owner alone', async () => {
      const carl = new App(bank, 'carl');
      const added = await carl.post('/v1/contacts', { name: 'Ben', account: bens });
      const other = await carl.post('/v1/contacts', { name: 'Dora', handle: 'dora_k' });
      const path = `/v1/contacts/${added.body.id}`;
      const first = (await carl.get('/v1/contacts?limit=1')).body;
      const second = (await carl.get(`/v1/contacts?limit=1&cursor=${first.nextCursor}`)).body;

      expect([added.status, added.body.account, other.body.handle]).toEqual([201, bens, 'dora_k']);
      expect([first.items, second.items, second.nextCursor]).toEqual([[added.body], [other.body], null]);
      expect((await carl.patch(path, { name: 'Benjamin' })).body.name).toBe('Benjamin');
      for (const foreign of [ada.get(path), ada.patch(path, { name: 'Mine' }), ada.delete(path)])
        expect((await foreign).body.code).toBe('contact.not_found');
      expect([(await carl.delete(path)).status, (await carl.get(path)).status]).toEqual([204, 404]);
    });

    it('find by phone those who want it, and cannot tell the others from people who are not there', async () => {
      const wanted = await verified('phil', '+447700900001');
      const hidden = await verified('hugo', '+447700900002');
      const account = await wanted.openAccount(0);
      await hidden.openAccount(0);
      await wanted.put('/v1/discovery', { account, byPhone: true });
      const numbers = ['+447700900009', '+447700900002', '+447700900001'];
      const found = await find(ben, { phoneHashes: numbers.map(hashOf) });

      expect(found.body).toEqual({ items: [{ place: 2, account, name: 'A person' }] });
      const kept = JSON.stringify(
        await bank.sql("SELECT owner, encode(phone_hmac, 'hex') FROM payments.discovery"),
      );
      expect(kept).toContain('phil');
      for (const number of numbers) {
        expect(kept).not.toContain(number);
        expect(kept).not.toContain(hashOf(number));
      }
      await wanted.put('/v1/discovery', { account: null });
      expect((await find(ben, { phoneHashes: [hashOf('+447700900001')] })).body.items).toEqual([]);
    });

    it('are found by one handle each, which goes to one of ten who want it at once', async () => {
      const apps = Array.from({ length: 10 }, (_, index) => new App(bank, `handy-${index}`));
      const wants = await Promise.all(
        apps.map(async (app) => {
          const account = await app.openAccount(0);
          const { status } = await app.put('/v1/discovery', { account, handle: 'handy_one' });
          return { account, status };
        }),
      );
      const owners = wants.filter(({ status }) => status === 200);
      const { body } = await find(ben, { handle: 'handy_one' });

      expect(wants.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
      expect(body.items.map(({ account }: { account: string }) => account)).toEqual([owners[0]?.account]);
      expect((await find(ben, { handle: 'nobody_here' })).body).toEqual({ items: [] });
    });

    it('move a number with its holder, and let nobody state their own', async () => {
      const [before, after] = [await verified('old-holder', '+447700900003'), new App(bank, 'new-holder')];
      await before.put('/v1/discovery', { account: await before.openAccount(0), byPhone: true });
      await verified('new-holder', '+447700900003');

      expect((await before.get('/v1/discovery')).body.hasPhone).toBe(false);
      expect((await after.get('/v1/discovery')).body.hasPhone).toBe(true);
      expect((await find(ben, { phoneHashes: [hashOf('+447700900003')] })).body.items).toEqual([]);
      const stated = { owner: 'ada', phoneHash: hashOf('+447700900003') };
      expect((await ada.put('/v1/discovery/phone', stated)).body.code).toBe('auth.right_missing');
      const foreign = await ada.put('/v1/discovery', { account: bens, handle: 'ada_1' });
      expect(foreign.body.code).toBe('account.not_found');
      expect(foreign.body.errors[0].pointer).toBe('/account');
    });

    it('have one holder of a number, however many are stated for it at once', async () => {
      const subjects = Array.from({ length: 20 }, (_, index) => `holder-${index}`);
      const apps = await Promise.all(subjects.map((subject) => verified(subject, '+447700900004')));
      const holds = await Promise.all(
        apps.map(async (app) => (await app.get('/v1/discovery')).body.hasPhone as boolean),
      );

      expect(holds.filter(Boolean)).toHaveLength(1);
    });

    it('do not find whom they blocked, nor who blocked them', async () => {
      const [eve, frank] = [new App(bank, 'eve'), new App(bank, 'frank')];
      const [eves, franks] = [await eve.openAccount(0), await frank.openAccount(0)];
      await eve.put('/v1/discovery', { account: eves, handle: 'eve_was_here' });
      await frank.put('/v1/discovery', { account: franks, handle: 'frank_was_here' });
      expect((await find(eve, { handle: 'frank_was_here' })).body.items).toHaveLength(1);
      const body = { payee: eves, payer: franks, amount: money(1) };
      const asked = await eve.post('/v1/payment-requests', body, { 'idempotency-key': randomUUID() });
      await frank.post(`/v1/payment-requests/${asked.body.id}/block`);

      expect((await find(eve, { handle: 'frank_was_here' })).body).toEqual({ items: [] });
      expect((await find(frank, { handle: 'eve_was_here' })).body).toEqual({ items: [] });
    });

    it('may ask about so many an hour, counted by hash', async () => {
      const snoop = new App(bank, 'snoop');
      const fifty = { phoneHashes: Array.from({ length: 50 }, (_, index) => hashOf(String(index))) };
      const answers = [
        await find(snoop, fifty),
        await find(snoop, fifty),
        await find(snoop, { handle: 'any_one' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([200, 429, 429]);
      expect((await find(snoop, { phoneHashes: [...fifty.phoneHashes, hashOf('51')] })).status).toBe(400);
      expect(
        (await snoop.put('/v1/discovery', { account: await snoop.openAccount(0), handle: 'any_one' })).status,
      ).toBe(429);
    });
  });
});
