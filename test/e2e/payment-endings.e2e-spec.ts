import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { payEverything } from '../support/suspicious.js';

describe('how a payment ends', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;

  beforeAll(async () => {
    bank = await openBank();
    ada = new App(bank, 'ada');
    ben = new App(bank, 'ben');
  }, 90_000);
  afterAll(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
    await bank.close();
  }, 60_000);

  async function hasCase(status: string, id: string): Promise<boolean> {
    const { body } = await request(bank.review)
      .get(`/review/cases?status=${status}`)
      .set(bearer(bank.tokens.for('ana')));
    return body.items.some(({ paymentId }: { paymentId: string }) => paymentId === id);
  }

  describe('when it is held', () => {
    it('tells the payer why, until when at the latest, and what they can do', async () => {
      const { id } = await payEverything(ada);
      const { status, body } = await ada.get(`/v1/payments/${id}/hold`);

      expect(status).toBe(200);
      expect(body).toMatchObject({
        paymentId: id,
        grounds: 'suspected_fraud',
        actions: [{ action: 'cancel', method: 'POST', path: `/v1/payments/${id}/cancel` }],
      });
      const days = (Date.parse(body.deadlineAt) - Date.parse(body.establishedAt)) / 86_400_000;
      expect(days).toBeGreaterThan(3.9);
      expect(days).toBeLessThanOrEqual(11);
    });

    it('expires an hour before the end that the law sets', async () => {
      const { id } = await payEverything(ada);
      const [row] = await bank.sql<{ margin: string }>(
        `SELECT extract(epoch FROM h.deadline_at - o.expires_at) AS margin
         FROM payments.holds h JOIN payments.open_payments o USING (payment_id) WHERE payment_id = $1`,
        [id.slice(4)],
      );
      expect(Number(row?.margin)).toBe(3600);
    });

    it('expires though another that is due cannot be moved, for whatever reason', async () => {
      const [broken, whole] = [await payEverything(ada), await payEverything(ada)];
      await bank.sql(`
        CREATE FUNCTION payments.refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN IF NEW.id = '${broken.id.slice(4)}' THEN RAISE EXCEPTION 'broken'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER refuse_one BEFORE UPDATE ON payments.payments
          FOR EACH ROW EXECUTE FUNCTION payments.refuse_one()`);
      await bank.sql(
        "UPDATE payments.open_payments SET expires_at = now() - interval '1 hour' WHERE payment_id = ANY($1)",
        [[broken.id.slice(4), whole.id.slice(4)]],
      );
      const hasExpired = async (id: string): Promise<boolean> =>
        (await ada.payment(id)).body.status === 'expired';
      await eventually('the other has expired', () => hasExpired(whole.id));
      expect((await ada.payment(broken.id)).body.status).toBe('held');
      await bank.sql('DROP FUNCTION payments.refuse_one CASCADE');
      await eventually('it has expired, too', () => hasExpired(broken.id));
    }, 60_000);

    it('is cancelled by its payer: the money is free and the case closed', async () => {
      const { id, from } = await payEverything(ada);
      // A cancellation that reaches review before the hold leaves nothing to review, and no case.
      await eventually('a case is open', () => hasCase('open', id));
      const cancelled = await ada.post(`/v1/payments/${id}/cancel`);
      const again = await ada.post(`/v1/payments/${id}/cancel`);

      expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
      expect([again.status, again.body.status]).toEqual([200, 'cancelled']);
      expect(await ada.balance(from)).toEqual({ posted: 250_000, held: 0, available: 250_000 });
      expect((await ada.get(`/v1/payments/${id}/hold`)).body.code).toBe('payment.not_held');
      await eventually('the case is closed', () => hasCase('cancelled', id));
    }, 30_000);

    it('is not cancelled by anybody else', async () => {
      const { id } = await payEverything(ada);
      const answer = await ben.post(`/v1/payments/${id}/cancel`);

      expect([answer.status, answer.body.code]).toEqual([404, 'payment.not_found']);
      expect((await ada.payment(id)).body.status).toBe('held');
    });
  });

  describe('when it has settled', () => {
    let payer: string;
    let payee: string;

    async function paid(amount: number, deposit = 50_000): Promise<string> {
      payer = await ada.openAccount(10_000);
      payee = await ben.openAccount(deposit);
      return (await ada.pay({ payer, payee, amount: money(amount) })).body.id;
    }

    function refund(
      app: App,
      id: string,
      amount: number | null,
      key: string = randomUUID(),
    ): Promise<Response> {
      return app.post(
        `/v1/payments/${id}/refunds`,
        { amount },
        { 'idempotency-key': key, prefer: 'wait=10000' },
      );
    }

    it('can no longer be cancelled', async () => {
      const answer = await ada.post(`/v1/payments/${await paid(1000)}/cancel`);
      expect([answer.status, answer.body.code]).toEqual([409, 'conflict.payment_final']);
    });

    it('is given back by its payee, in parts and then whole, and never more', async () => {
      const id = await paid(1000);
      const part = await refund(ben, id, 400);
      const tooMuch = await refund(ben, id, 700);
      const rest = await refund(ben, id, null);
      const nothingLeft = await refund(ben, id, null);

      expect(part.body).toMatchObject({ status: 'settled', payer: payee, payee: payer, amount: money(400) });
      expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'payment.refund_too_large']);
      expect(rest.body).toMatchObject({ status: 'settled', amount: money(600) });
      expect(nothingLeft.body.code).toBe('payment.refund_too_large');
      expect((await ada.balance(payer)).posted).toBe(10_000);
    });

    it('is refunded once by twenty requests with one key, and within its amount by twenty with others', async () => {
      const id = await paid(1000);
      const key = randomUUID();
      const same = await Promise.all(Array.from({ length: 20 }, () => refund(ben, id, 300, key)));
      const settled = same.filter(({ status }) => status === 201);
      const others = await Promise.all(Array.from({ length: 20 }, () => refund(ben, id, 100)));

      expect(new Set(settled.map(({ text }) => text)).size).toBe(1);
      expect(same.every(({ status }) => status === 201 || status === 409)).toBe(true);
      expect(others.filter(({ body }) => body.status === 'settled')).toHaveLength(7);
      expect((await ada.balance(payer)).posted).toBe(10_000);
    });

    it('refuses another amount under the key of a refund', async () => {
      const id = await paid(1000);
      const key = randomUUID();
      await refund(ben, id, 300, key);
      const other = await refund(ben, id, 301, key);
      expect([other.status, other.body.code]).toEqual([422, 'conflict.idempotency_key_reused']);
    });

    it('is not refunded by its payer, nor before it settled', async () => {
      const id = await paid(1000);
      expect((await refund(ada, id, 1)).body.code).toBe('payment.not_found');
      const held = await payEverything(ada);
      expect((await refund(ada, held.id, 1)).body.code).toBe('conflict.payment_not_settled');
    });

    it('can be refunded again when the refund itself was cancelled', async () => {
      const id = await paid(1000, 0);
      const held = await refund(ben, id, 1000);
      const meanwhile = await refund(ben, id, 1);
      await ben.post(`/v1/payments/${held.body.id}/cancel`);
      const again = await refund(ben, id, 400);

      expect(held.body.status).toBe('held');
      expect(meanwhile.body.code).toBe('payment.refund_too_large');
      expect(again.body.status).toBe('settled');
    });
  });
});
