import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { isSignedBy, type ReceivedWebhook, WebhookReceiver } from '../support/webhook-receiver.js';

describe('webhooks', () => {
  let bank: Bank;
  let receiver: WebhookReceiver;
  let ada: App;
  let ben: App;
  let paths = 0;

  beforeAll(async () => {
    bank = await openBank({
      services: ['gateway', 'scoring'],
      environment: { WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' },
    });
    receiver = await new WebhookReceiver().open();
  }, 90_000);
  beforeEach(() => {
    // Customers of their own, so that no test hears of another's payments.
    paths += 1;
    ada = new App(bank, `ada-${paths}`);
    ben = new App(bank, `ben-${paths}`);
    receiver.status = 204;
    receiver.headers = {};
  });
  afterAll(async () => {
    await bank.close();
    await receiver.close();
  }, 60_000);

  async function endpoint(app: App, events: string[] = []) {
    const path = `/${app.subject}-${events.length}`;
    const { status, body } = await app.post('/v1/webhook-endpoints', {
      url: `${receiver.url}${path}`,
      events,
    });
    expect(status).toBe(201);
    return { id: String(body.id), secret: String(body.secret), path };
  }

  async function pay(count = 1): Promise<string[]> {
    const [payer, payee] = [await ada.openAccount(1_000_000), await ben.openAccount(0)];
    const sent = Array.from({ length: count }, () => ada.pay({ payer, payee, amount: money(10) }));
    return (await Promise.all(sent)).map(({ body }) => body.id);
  }

  function received(path: string, count: number): Promise<ReceivedWebhook[]> {
    return eventually(`${count} messages come to ${path}`, () => {
      const all = receiver.at(path);
      return Promise.resolve(all.length >= count && all);
    });
  }

  async function deliveries(app: App, id: string) {
    return (await app.get(`/v1/webhook-endpoints/${id}/deliveries`)).body.items;
  }

  it('tell the payer every step and the payee the end, thin and signed', async () => {
    const [adas, bens] = [await endpoint(ada), await endpoint(ben)];
    const [paymentId] = await pay();
    const [forAda, forBen] = [await received(adas.path, 2), await received(bens.path, 1)];
    await sleep(300);

    expect(forAda.map(({ body }) => body.type).sort()).toEqual(['payment.settled', 'payment.submitted']);
    expect(receiver.at(bens.path)).toHaveLength(1);
    expect(Object.keys(forBen[0]?.body ?? {})).toEqual(['id', 'type', 'timestamp', 'data']);
    expect(forBen[0]?.body).toMatchObject({ type: 'payment.settled', data: { paymentId, version: 2 } });
    for (const message of forAda) {
      expect([isSignedBy(adas.secret, message), isSignedBy(bens.secret, message)]).toEqual([true, false]);
    }
    const [log] = await deliveries(ben, bens.id);
    expect(log).toMatchObject({
      id: forBen[0]?.headers['webhook-id'],
      eventId: forBen[0]?.body.id,
      status: 'delivered',
      attempts: 1,
      lastStatus: 204,
      nextAttemptAt: null,
    });
  });

  it('are sent for the events that the endpoint asks for alone', async () => {
    const { path } = await endpoint(ada, ['payment.settled']);
    await pay(3);
    await received(path, 3);
    await sleep(300);

    expect(receiver.at(path).map(({ body }) => body.type)).toEqual(Array(3).fill('payment.settled'));
  });

  it('are signed with the old secret too for a day after a rotation', async () => {
    const { id, secret, path } = await endpoint(ada);
    const rotated = (await ada.post(`/v1/webhook-endpoints/${id}/rotate-secret`)).body;
    expect((await ada.post(`/v1/webhook-endpoints/${id}/test`)).body.status).toBe('pending');
    const [message] = await received(path, 1);
    await bank.sql(`UPDATE payments.webhook_endpoints SET previous_secret_until = now() WHERE id = $1`, [
      id.slice(4),
    ]);
    await ada.post(`/v1/webhook-endpoints/${id}/test`);
    const [, later] = await received(path, 2);

    const verdicts = [message, later].map(
      (each) => each && [isSignedBy(rotated.secret, each), isSignedBy(secret, each)],
    );
    expect(verdicts).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(Date.parse(rotated.previousSecretUntil) - Date.now()).toBeGreaterThan(86_000_000);
    expect(message?.body).toMatchObject({ type: 'test', data: {} });
  });

  it('are tried again under the same id, and come to their end after the twelfth attempt', async () => {
    const { id, path } = await endpoint(ada);
    receiver.status = 500;
    const { body: sent } = await ada.post(`/v1/webhook-endpoints/${id}/test`);
    await received(path, 1);
    const failed = await eventually('the failure is kept', async () => {
      const [log] = await deliveries(ada, id);
      return log.lastStatus === 500 && log;
    });
    expect([failed.status, failed.lastError]).toEqual(['pending', 'status']);
    expect(Date.parse(failed.nextAttemptAt)).toBeLessThan(Date.now() + 30_000);

    const isDue = `UPDATE payments.webhook_deliveries SET due_at = now(), attempts = $2 WHERE id = $1`;
    await bank.sql(isDue, [sent.id.slice(4), 11]);
    const ended = await eventually('the twelfth is the last', async () => {
      const [log] = await deliveries(ada, id);
      return log.status === 'failed' && log;
    });
    expect([ended.attempts, ended.nextAttemptAt]).toEqual([12, null]);

    receiver.status = 200;
    await ada.post(`/v1/webhook-endpoints/${id}/deliveries/${sent.id}/resend`);
    await eventually('it is resent', async () => (await deliveries(ada, id))[0].status === 'delivered');
    const ids = receiver.at(path).map(({ headers }) => headers['webhook-id']);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ids)).toEqual(new Set([sent.id]));
  }, 30_000);

  it('follow no redirect', async () => {
    const { id } = await endpoint(ada);
    receiver.status = 307;
    receiver.headers = { location: `${receiver.url}/elsewhere` };
    await ada.post(`/v1/webhook-endpoints/${id}/test`);
    await eventually('the redirect is kept', async () => (await deliveries(ada, id))[0].lastStatus === 307);

    expect((await deliveries(ada, id))[0].lastError).toBe('redirect');
    expect(receiver.at('/elsewhere')).toEqual([]);
  });

  it.each([
    ['has failed for five days', 500, 'failures'],
    ['says that it is gone', 410, 'gone'],
  ])(
    'go no more to an endpoint that %s, until its owner enables it',
    async (_what, status, because) => {
      const { id, path } = await endpoint(ada);
      receiver.status = status;
      await bank.sql(
        `UPDATE payments.webhook_endpoints SET failing_since = now() - interval '121 hours' WHERE id = $1`,
        [id.slice(4)],
      );
      await ada.post(`/v1/webhook-endpoints/${id}/test`);
      const read = () => ada.get(`/v1/webhook-endpoints/${id}`);
      await eventually('it is disabled', async () => (await read()).body.status === 'disabled');
      expect((await read()).body.disabledBecause).toBe(because);
      await pay();
      await sleep(600);
      expect(receiver.at(path).every(({ body }) => body.type === 'test')).toBe(true);

      receiver.status = 200;
      await ada.patch(`/v1/webhook-endpoints/${id}`, { status: 'enabled' });
      const [paymentId] = await pay();
      await eventually('it hears again', () =>
        Promise.resolve(receiver.at(path).some(({ body }) => body.data.paymentId === paymentId)),
      );
      expect((await read()).body).toMatchObject({ status: 'enabled', disabledBecause: null });
    },
    30_000,
  );

  it('come into the log once each although the gateway is killed, and reach a receiver that was away', async () => {
    const { id, path } = await endpoint(ada, ['payment.settled']);
    const [payer, payee] = [await ada.openAccount(1_000_000), await ben.openAccount(0)];
    const sent: Promise<unknown>[] = [];
    for (let count = 0; count < 60; count += 1) {
      sent.push(ada.pay({ payer, payee, amount: money(10) }, { prefer: 'wait=0' }).catch(() => null));
      await sleep(10);
      if (count !== 30) continue;
      bank.services.gateway.kill();
      await sleep(100);
      await bank.services.gateway.untilReady();
      // A minute goes by: attempts that died with the gateway are due again.
      await bank.sql(
        'UPDATE payments.webhook_deliveries SET due_at = now() WHERE endpoint_id = $1 AND delivered_at IS NULL',
        [id.slice(4)],
      );
    }
    await Promise.all(sent);
    const count = await eventually('all payments are decided', async () => {
      const [row] = await bank.sql<{ settled: string; open: string }>(
        `SELECT count(*) FILTER (WHERE status = 'settled') AS settled, count(*) FILTER (WHERE status = 'submitted') AS open
         FROM payments.payments WHERE payer_id = $1`,
        [payer.slice(4)],
      );
      return row !== undefined && row.open === '0' && Number(row.settled);
    });
    const heard = () => new Set(receiver.at(path).map(({ body }) => body.data.paymentId)).size;
    await eventually(`${count} payments are heard of`, () => Promise.resolve(heard() >= count));
    await sleep(500);
    const rows = await bank.sql<{ body: string }>(
      `SELECT body FROM payments.webhook_deliveries WHERE endpoint_id = $1`,
      [id.slice(4)],
    );

    expect(count).toBeGreaterThan(30);
    expect(rows).toHaveLength(count);
    expect(new Set(rows.map(({ body }) => JSON.parse(body).data.paymentId)).size).toBe(count);
    expect(heard()).toBe(count);
  }, 60_000);

  it('end with their endpoint, of which one has ten at most', async () => {
    const { id, path } = await endpoint(ada);
    await pay();
    await received(path, 2);
    expect((await ada.delete(`/v1/webhook-endpoints/${id}`)).status).toBe(204);
    expect((await ada.get(`/v1/webhook-endpoints/${id}`)).body.code).toBe('webhook.not_found');

    const url = 'https://shop.example/';
    for (let count = 0; count < 10; count += 1) await ada.post('/v1/webhook-endpoints', { url });
    const eleventh = await ada.post('/v1/webhook-endpoints', { url });
    expect([eleventh.status, eleventh.body.code]).toEqual([409, 'conflict.too_many_webhook_endpoints']);
  });

  it('are listed page by page, the newest first', async () => {
    const { id } = await endpoint(ada);
    for (let count = 0; count < 3; count += 1) await ada.post(`/v1/webhook-endpoints/${id}/test`);
    const list = `/v1/webhook-endpoints/${id}/deliveries?limit=2`;
    const first = (await ada.get(list)).body;
    const second = (await ada.get(`${list}&cursor=${first.nextCursor}`)).body;

    const ids = [...first.items, ...second.items].map((item: { id: string }) => item.id);
    expect([ids.length, second.nextCursor]).toEqual([3, null]);
    expect((await ada.get(`${list}&cursor=${ids[0]}`)).status).toBe(400);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  describe('of a bank on the internet', () => {
    let strict: Bank;
    let eve: App;

    beforeAll(async () => {
      strict = await openBank({ services: ['gateway'] });
      eve = new App(strict, 'eve');
    }, 90_000);
    afterAll(() => strict.close(), 60_000);

    it.each([
      'http://shop.example/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://10.0.0.1:5432/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[fd00:ec2::254]/',
      'https://user:password@shop.example/',
    ])('are not sent to %s', async (url) => {
      const { status, body } = await eve.post('/v1/webhook-endpoints', { url });
      expect([status, body.code]).toEqual([422, 'webhook.address_refused']);
    });

    it('are not sent to a name that resolves to the inside', async () => {
      const server = await new WebhookReceiver().open();
      const port = new URL(server.url).port;
      const { body } = await eve.post('/v1/webhook-endpoints', { url: `https://localhost:${port}/` });
      await eve.post(`/v1/webhook-endpoints/${body.id}/test`);
      await eventually('the refusal is kept', async () => {
        const [log] = (await eve.get(`/v1/webhook-endpoints/${body.id}/deliveries`)).body.items;
        return log.lastError === 'address_refused';
      });
      expect(server.received).toEqual([]);
      await server.close();
    });
  });
});
