import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';

const today = (): string => new Date().toISOString().slice(0, 10);
const dayMs = 86_400_000;
const tomorrow = (): string => new Date(Date.now() + dayMs).toISOString().slice(0, 10);

describe('standing orders', () => {
  let bank: Bank;
  let ada: App;
  let adas: string;
  let bens: string;

  beforeAll(async () => {
    bank = await openBank({
      services: ['gateway', 'scoring'],
      environment: { STANDING_ORDERS_AT: '* * * * * *', DECISION_DEADLINE_MS: '60000' },
    });
    ada = new App(bank, 'ada');
    adas = await ada.openAccount(1_000_000);
    bens = await new App(bank, 'ben').openAccount(0);
  });
  afterAll(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
    await bank.close();
  });

  function order(change: object = {}, key: string = randomUUID(), app = ada): Promise<Response> {
    const rent = { payer: adas, payee: bens, amount: money(500), reference: 'Rent', every: 'weekly' };
    return app.post(
      '/v1/standing-orders',
      { ...rent, firstOn: today(), ...change },
      { 'idempotency-key': key },
    );
  }

  const read = async (id: string) => (await ada.get(`/v1/standing-orders/${id}`)).body;

  /** What was asked for, by reference. */
  function payments(reference: string): Promise<{ status: string; amount: number }[]> {
    return bank.sql(
      'SELECT status, amount_minor::int AS amount FROM payments.payments WHERE reference = $1',
      [reference],
    );
  }

  /** As if the order had been given so many days earlier, and the bank had been closed since. */
  async function backdate(id: string, days: number): Promise<void> {
    await bank.sql(
      `UPDATE payments.standing_orders SET first_on = first_on - $2::int, next_on = next_on - $2::int WHERE id = $1`,
      [id.slice(4), days],
    );
  }

  it('are paid on their day, once, and wait for the next', async () => {
    const reference = randomUUID();
    const { status, body } = await order({ reference, every: 'monthly' });
    expect([status, body.status]).toEqual([201, 'active']);
    const after = await eventually('it is asked for', async () => {
      const now = await read(body.id);
      return now.asked === 1 ? now : undefined;
    });
    await eventually('it is settled', async () => (await payments(reference))[0]?.status === 'settled');

    expect(after).toMatchObject({ status: 'active', firstOn: today() });
    expect(after.nextOn > today()).toBe(true);
    expect(await payments(reference)).toEqual([{ status: 'settled', amount: 500 }]);
  });

  it('catch up with each day that was missed, and end after their last', async () => {
    const reference = randomUUID();
    const { body } = await order({ reference, firstOn: tomorrow(), lastOn: tomorrow() });
    await backdate(body.id, 15);
    await eventually('they are over', async () => (await read(body.id)).status === 'ended');
    await eventually('all are settled', async () =>
      (await payments(reference)).every(({ status }) => status === 'settled'),
    );

    expect(await payments(reference)).toHaveLength(3);
    expect(await read(body.id)).toMatchObject({ asked: 3, nextOn: null });
  });

  it('are paused after three failures in a row, and tell it', async () => {
    const poor = await ada.openAccount(0);
    const reference = randomUUID();
    const { body } = await order({ payer: poor, reference, firstOn: tomorrow() });
    await backdate(body.id, 30);
    await eventually('it is paused', async () => (await read(body.id)).status === 'paused');

    expect(await payments(reference)).toEqual(Array(3).fill({ status: 'failed', amount: 500 }));
    expect(await read(body.id)).toMatchObject({ asked: 3 });
    expect(
      await bank.sql('SELECT kind, change FROM payments.customer_news WHERE subject_id = $1', [
        body.id.slice(4),
      ]),
    ).toEqual([{ kind: 'standing_order', change: 'paused' }]);
  });

  it('are each paid once when the gateway is killed in the middle', async () => {
    const reference = randomUUID();
    const orders = await Promise.all(
      Array.from({ length: 40 }, () => order({ reference, firstOn: tomorrow() })),
    );
    await bank.sql(
      'UPDATE payments.standing_orders SET first_on = first_on - 1, next_on = next_on - 1 WHERE reference = $1',
      [reference],
    );
    await eventually('some are asked for', async () => (await payments(reference)).length > 0);
    bank.services.gateway.kill();
    await bank.services.gateway.untilReady();
    await eventually(
      'all are asked for and settled',
      async () => {
        const [row] = await bank.sql<{ asked: number }>(
          'SELECT sum(asked)::int AS asked FROM payments.standing_orders WHERE reference = $1',
          [reference],
        );
        const made = await payments(reference);
        return row?.asked === orders.length && made.every(({ status }) => status === 'settled');
      },
      60_000,
    );

    expect(await payments(reference)).toHaveLength(orders.length);
  }, 120_000);

  it('that are cancelled ask for nothing more', async () => {
    const reference = randomUUID();
    const { body } = await order({ reference, firstOn: tomorrow() });
    expect((await ada.delete(`/v1/standing-orders/${body.id}`)).body).toMatchObject({
      status: 'cancelled',
      nextOn: null,
    });
    await backdate(body.id, 8);
    const other = await order({ reference: randomUUID() });
    await eventually('another is asked for', async () => (await read(other.body.id)).asked === 1);

    expect(await payments(reference)).toEqual([]);
    expect((await ada.delete(`/v1/standing-orders/${body.id}`)).status).toBe(200);
  });

  it('are the same with the same key, and are not another with it', async () => {
    const key = randomUUID();
    const [one, again] = [
      await order({ firstOn: tomorrow() }, key),
      await order({ firstOn: tomorrow() }, key),
    ];
    expect(again.body).toEqual(one.body);
    expect((await order({ firstOn: tomorrow(), amount: money(501) }, key)).body.code).toBe(
      'conflict.idempotency_key_reused',
    );
    const ids = (await ada.get('/v1/standing-orders?limit=100')).body.items.map(
      ({ id }: { id: string }) => id,
    );
    expect(ids.filter((id: string) => id === one.body.id)).toHaveLength(1);
  });

  it('begin today or later, end after they begin, and pay from one’s own account', async () => {
    const ben = new App(bank, 'ben');
    const early = await order({ firstOn: '2020-01-01' });
    expect([early.status, early.body.errors[0].pointer]).toEqual([400, '/firstOn']);
    const reversed = await order({ firstOn: tomorrow(), lastOn: today() });
    expect([reversed.status, reversed.body.errors[0].pointer]).toEqual([400, '/lastOn']);
    expect((await order({}, randomUUID(), ben)).body.code).toBe('account.unknown');
    const { body } = await order({ firstOn: tomorrow() });
    expect((await ben.get(`/v1/standing-orders/${body.id}`)).status).toBe(404);
    expect((await ben.delete(`/v1/standing-orders/${body.id}`)).status).toBe(404);
  });
});
