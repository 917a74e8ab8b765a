import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';
import { payEverything } from '../support/suspicious.js';

describe('an account', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;
  let bens: string;

  beforeAll(async () => {
    bank = await openBank({ without: ['review', 'recommendations', 'loans'] });
    ada = new App(bank, 'ada');
    ben = new App(bank, 'ben');
    bens = await ben.openAccount(100_000);
  }, 90_000);
  afterAll(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
    await bank.close();
  }, 60_000);

  async function limited(limits: object, deposit = 100_000): Promise<string> {
    const account = await ada.openAccount(deposit);
    expect((await ada.put(`/v1/accounts/${account}/limits`, limits)).status).toBe(200);
    return account;
  }

  const send = (payer: string, value: number) => ada.pay({ payer, payee: bens, amount: money(value) });
  const limitsOf = async (account: string) => (await ada.get(`/v1/accounts/${account}/limits`)).body;

  describe('that is frozen', () => {
    it('sends nothing, not even a refund, and receives all the same, until it is unfrozen', async () => {
      const account = await ada.openAccount(1000);
      const received = await ben.pay({ payer: bens, payee: account, amount: money(50) });
      expect((await ada.post(`/v1/accounts/${account}/freeze`)).status).toBe(204);

      const refused = await send(account, 10);
      expect([refused.status, refused.body.code, refused.body.errors[0].pointer]).toEqual([
        422,
        'account.frozen',
        '/payer',
      ]);
      const refund = `/v1/payments/${received.body.id}/refunds`;
      expect((await ada.post(refund, {}, { 'idempotency-key': 'r1' })).body.code).toBe('account.frozen');
      const credit = await ben.pay({ payer: bens, payee: account, amount: money(100) });
      expect(credit.body.status).toBe('settled');
      const { body: seen } = await ada.get(`/v1/accounts/${account}`);
      expect(seen).toMatchObject({ isFrozen: true, balance: { posted: 1150, held: 0, available: 1150 } });

      await ada.post(`/v1/accounts/${account}/unfreeze`);
      expect((await send(account, 10)).body.status).toBe('settled');
      const again = await ada.post(refund, {}, { 'idempotency-key': 'r1', prefer: 'wait=10000' });
      expect(again.body).toMatchObject({ status: 'settled', amount: money(50) });
    });
  });

  describe('with limits', () => {
    it('refuses what passes one, and says which, what is left and until when', async () => {
      const account = await limited({ perPayment: 500, perDay: 700 });
      const large = await send(account, 501);
      expect([large.status, large.body.code]).toEqual([422, 'payment.over_limit']);
      expect(large.body).toMatchObject({ limit: 'per_payment', leftMinor: 500 });
      expect((await send(account, 500)).body.status).toBe('settled');
      const second = await send(account, 201);
      expect(second.body).toMatchObject({ code: 'payment.over_limit', limit: 'per_day', leftMinor: 200 });
      expect(Date.parse(second.body.resetsAt)).toBeGreaterThan(Date.now());
      expect((await send(account, 200)).body.status).toBe('settled');
      expect(await limitsOf(account)).toMatchObject({
        perPayment: 500,
        perDay: { limit: 700, spent: 700, left: 0 },
        perMonth: { limit: null, spent: 700, left: null },
      });
    });

    it('never lets payments that race pass a limit together', async () => {
      const account = await limited({ perDay: 1000 });
      const answers = await Promise.all(Array.from({ length: 50 }, () => send(account, 100)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
      const refused = answers.filter(({ body }) => body.code === 'payment.over_limit');
      expect(refused).toHaveLength(40);
      expect((await ada.balance(account)).posted).toBe(99_000);
      expect((await limitsOf(account)).perDay).toMatchObject({ spent: 1000, left: 0 });
    }, 30_000);

    it('counts what was sent before the first limit, and no refund', async () => {
      const account = await ada.openAccount(10_000);
      const received = await ben.pay({ payer: bens, payee: account, amount: money(900) });
      await send(account, 300);
      const refund = `/v1/payments/${received.body.id}/refunds`;
      const key = { 'idempotency-key': 'counted', prefer: 'wait=10000' };
      await ada.post(refund, { amount: 400 }, key);
      await ada.put(`/v1/accounts/${account}/limits`, { perMonth: 500 });

      expect((await limitsOf(account)).perMonth).toMatchObject({ spent: 300, left: 200 });
      const rest = await ada.post(refund, {}, { ...key, 'idempotency-key': 'rest' });
      expect(rest.body).toMatchObject({ status: 'settled', amount: money(500) });
      expect((await limitsOf(account)).perMonth).toMatchObject({ spent: 300, left: 200 });
      expect((await send(account, 201)).body).toMatchObject({ limit: 'per_month', leftMinor: 200 });
    });

    it('has back what comes to nothing', async () => {
      const { id, from } = await payEverything(ada);
      await ada.put(`/v1/accounts/${from}/limits`, { perDay: 250_000 });
      expect((await limitsOf(from)).perDay).toMatchObject({ spent: 250_000, left: 0 });
      expect((await ada.post(`/v1/payments/${id}/cancel`)).body.status).toBe('cancelled');
      expect((await limitsOf(from)).perDay).toMatchObject({ spent: 0, left: 250_000 });
      expect((await send(from, 100)).body.status).toBe('settled');
    });

    it('leaves no key behind when it refuses: the payment passes once the limit is raised', async () => {
      const account = await limited({ perPayment: 10 });
      const body = { payer: account, payee: bens, amount: money(11) };
      const key = { 'idempotency-key': 'raised-later' };
      expect((await ada.pay(body, key)).body.code).toBe('payment.over_limit');
      await ada.put(`/v1/accounts/${account}/limits`, {});
      expect((await ada.pay(body, key)).body.status).toBe('settled');
    });
  });
});
