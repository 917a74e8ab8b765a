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
    bank = await openBank({ services: ['gateway', 'scoring'] });
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

  describe('tells what moved', () => {
    const today = new Date().toISOString().slice(0, 10);
    let account: string;

    /** Adds money from the bank that came at an earlier time. */
    async function earlier(minor: number, at: string): Promise<void> {
      const funding = '00000000-0000-7000-8000-000000474250';
      await bank.sql(
        `WITH moved AS (
           INSERT INTO payments.ledger_transfers (id, kind, debit_account_id, credit_account_id, amount_minor, currency, created_at)
           VALUES (gen_random_uuid(), 'direct', $1, $2, $3, 'GBP', $4))
         UPDATE payments.ledger_accounts SET
           credits_posted = credits_posted + CASE WHEN id = $2 THEN $3::bigint ELSE 0 END,
           debits_posted = debits_posted + CASE WHEN id = $1 THEN $3::bigint ELSE 0 END
         WHERE id IN ($1, $2)`,
        [funding, account.slice(4), minor, at],
      );
    }

    const statement = async (from: string, to: string) =>
      (await ada.get(`/v1/accounts/${account}/statement?from=${from}&to=${to}`)).body;

    beforeAll(async () => {
      account = await ada.openAccount(5000);
      await earlier(100, '2026-01-31T23:59:59.999999Z');
      await earlier(20, '2026-02-01T00:00:00Z');
      await earlier(3, '2026-02-28T12:00:00Z');
      for (const value of [700, 50]) await send(account, value);
      const back = await ben.pay({
        payer: bens,
        payee: account,
        amount: money(900),
        reference: '=HYPERLINK("x")',
      });
      await ada.post(
        `/v1/payments/${back.body.id}/refunds`,
        { amount: 400 },
        { 'idempotency-key': 'part', prefer: 'wait=10000' },
      );
    });

    it('in statements that open where the one before closed, and close with what the ledger has', async () => {
      const january = await statement('2026-01-01', '2026-01-31');
      const february = await statement('2026-02-01', '2026-02-28');
      const since = await statement('2026-03-01', today);

      expect([january.openingBalance, january.closingBalance]).toEqual([0, 100]);
      expect([february.openingBalance, february.closingBalance]).toEqual([100, 123]);
      expect(since.openingBalance).toBe(123);
      const { body: balance } = await ada.get(`/v1/accounts/${account}/balance`);
      expect(since.closingBalance).toBe(balance.posted);
      expect(balance).toEqual({ posted: 4873, held: 0, available: 4873, currency: 'GBP' });
      expect(since.entries.map(({ kind }: { kind: string }) => kind)).toEqual([
        ...['deposit', 'payment', 'payment', 'payment', 'refund'],
      ]);
      expect(since.entries.at(-1)).toMatchObject({ direction: 'out', amount: money(400), balance: 4873 });
    });

    it('as CSV and PDF for those who ask for it', async () => {
      const path = `/v1/accounts/${account}/statement?from=2026-03-01&to=${today}`;
      const csv = await ada.get(path, { accept: 'text/csv' });
      expect(csv.headers['content-disposition']).toContain(`statement-2026-03-01-${today}.csv`);
      const lines = csv.text.trimEnd().split('\r\n');
      expect(lines[1]).toBe('2026-03-01,opening_balance,,,,GBP,1.23,');
      expect(lines.at(-1)).toBe(`${today},closing_balance,,,,GBP,48.73,`);
      expect(csv.text).toContain(`"'=HYPERLINK(""x"")",9.00,GBP,`);
      const pdf = await ada.get(path, { accept: 'application/pdf' });
      expect(pdf.body.subarray(0, 5).toString()).toBe('%PDF-');
    });

    it.each([
      ['2026-02-30', '2026-03-01', '/from'],
      ['2026-03-02', '2026-03-01', '/to'],
      ['2025-01-01', '2026-03-01', '/to'],
    ])('for no period from %s to %s', async (from, to, pointer) => {
      const { status, body } = await ada.get(`/v1/accounts/${account}/statement?from=${from}&to=${to}`);
      expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
    });

    it('page by page, each entry once, also while money moves', async () => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = (await ada.get(`/v1/accounts/${account}/entries?limit=2${cursor}`)).body;
        seen.push(...page.items.map(({ id }: { id: string }) => id));
        if (seen.length === 2) await send(account, 1);
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor !== '');
      const all = (await statement('2026-01-01', today)).entries.map(({ id }: { id: string }) => id);
      expect(seen.toReversed()).toEqual(all.slice(0, -1));
    });

    it('by cursors that were given out for the same list alone', async () => {
      const { nextCursor } = (await ada.get(`/v1/accounts/${account}/entries?limit=1`)).body;
      const forged = `${nextCursor.slice(0, -1)}${nextCursor.endsWith('A') ? 'B' : 'A'}`;
      const payments = (await ada.get(`/v1/payments?account=${account}&limit=1`)).body.nextCursor;
      expect((await ada.get(`/v1/payments?account=${account}&cursor=${payments}`)).status).toBe(200);
      for (const [cursor, detail] of [
        [forged, /not a cursor that was given out/],
        [payments, /belongs to a list with other filters/],
      ] as const) {
        const { status, body } = await ada.get(`/v1/accounts/${account}/entries?cursor=${cursor}`);
        expect([status, body.code, body.errors[0].pointer]).toEqual([
          400,
          'request.invalid',
          '/query/cursor',
        ]);
        expect(body.errors[0].detail).toMatch(detail);
      }
    });
  });
});
