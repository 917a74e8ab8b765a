import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';

describe('payees', () => {
  let bank: Bank;
  let ada: App;
  let adas: string;
  let johns: string;

  beforeAll(async () => {
    const environment = { PAYEE_CHECKS_PER_HOUR: '20' };
    bank = await openBank({ services: ['gateway', 'scoring'], environment });
    ada = new App(bank, 'ada');
    const john = new App(bank, 'john');
    adas = await ada.openAccount(1_000_000);
    johns = await john.openAccount(0, { holder: { name: 'John Smith', kind: 'personal' } });
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  const check = (name: string, account = johns, app = ada) =>
    app.post('/v1/payee-checks', { account, name, kind: 'personal' });
  const pay = (change: object, headers = {}) =>
    ada.pay({ payer: adas, payee: johns, amount: money(10), ...change }, headers);

  describe('are checked by name', () => {
    it('with the code of the result, and the name for a close match alone', async () => {
      const withheld = { name: 'John Smith', kind: 'personal', isNameWithheld: true };
      const hidden = await ada.openAccount(0, { holder: withheld });
      for (const [name, account, result, code, told] of [
        ['Smith, John', johns, 'match', 'MATC', null],
        ['J. Smith', johns, 'close_match', 'MBAM', 'John Smith'],
        ['Jane Doe', johns, 'no_match', 'ANNM', null],
        ['Ada', adas, 'not_checked', 'ACNS', null],
        ['John Smith', hidden, 'not_checked', 'OPTO', null],
        ['John Smith', `acc_${randomUUID()}`, 'no_match', 'AC01', null],
      ] as const) {
        const { status, body } = await check(name, account);
        expect([status, body.result, body.code, body.name]).toEqual([201, result, code, told]);
      }
    });

    it('of accounts whose holder the bank knows, which customers cannot say of themselves', async () => {
      const holder = { name: 'HM Revenue', kind: 'business' };
      const { body } = await ada.post('/v1/accounts', { name: 'Tax', currency: 'GBP', holder });
      expect(body.code).toBe('auth.right_missing');
    });

    it('and the check is kept with the payment that quotes it', async () => {
      const { payeeCheckId } = (await check('John Smith')).body;
      const key = { 'idempotency-key': 'quoting' };
      const paid = await pay({ payeeCheckId }, key);
      expect(paid.status).toBe(201);
      const kept = await bank.sql<{ code: string; stated_name: string }>(
        `SELECT c.code, c.stated_name FROM payments.payment_evidence e
         JOIN payments.payee_checks c ON c.id = e.payee_check_id WHERE e.payment_id = $1`,
        [paid.body.id.slice(4)],
      );
      expect(kept).toEqual([{ code: 'MATC', stated_name: 'John Smith' }]);

      await bank.sql('UPDATE payments.payee_checks SET expires_at = now() WHERE id = $1', [
        payeeCheckId.slice(4),
      ]);
      expect((await pay({ payeeCheckId })).body.code).toBe('payment.payee_check_unusable');
      const again = await pay({ payeeCheckId }, key);
      expect([again.text, again.headers['idempotency-replayed']]).toEqual([paid.text, 'true']);
      expect((await pay({}, key)).body.code).toBe('conflict.idempotency_key_reused');
    });

    it('for nobody else, and for no other payee', async () => {
      const foreign = (await check('John Smith', johns, new App(bank, 'eve'))).body.payeeCheckId;
      const elsewhere = (await check('Ada', adas)).body.payeeCheckId;
      for (const payeeCheckId of [foreign, elsewhere, `chk_${randomUUID()}`]) {
        const { status, body } = await pay({ payeeCheckId });
        expect([status, body.code, body.errors[0].pointer]).toEqual([
          422,
          'payment.payee_check_unusable',
          '/payeeCheckId',
        ]);
      }
    });

    it('so many times an hour', async () => {
      const guesser = new App(bank, 'guesser');
      const answers = await Promise.all(
        Array.from({ length: 25 }, (_, index) =>
          check(`${String.fromCodePoint(65 + index)} Jones`, johns, guesser),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body.code).toBe('limit.too_many_requests');
      expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    });
  });

  describe('are warned about before a payment', () => {
    it('is no payment of that name', async () => {
      const response = await ada.get('/v1/payments/quote');
      expect(response.status).toBe(405);
      expect(response.headers['allow']).toBe('POST');
    });

    const quote = (change: object = {}, app = ada) =>
      app.post('/v1/payments/quote', { payer: adas, payee: johns, amount: money(10), ...change });

    it('by what the payment is for, without a word when it is as ever', async () => {
      await pay({});
      const usual = await quote({ purpose: 'bill' });
      expect(usual.status).toBe(201);
      expect(usual.body).toMatchObject({
        fees: { value: 0, currency: 'GBP' },
        riskBand: 'low',
        warning: null,
        acknowledgementId: null,
      });
      const fresh = await new App(bank, 'new').openAccount(0);
      const odd = await quote({ payee: fresh, purpose: 'investment' });
      expect(odd.body).toMatchObject({ riskBand: 'medium', acknowledgementId: null });
      expect(odd.body.warning.code).toBe('investment');
      expect((await pay({ payee: fresh, quoteId: odd.body.quoteId })).status).toBe(201);
    });

    it('and have to be acknowledged when the risk is high, which the payment keeps', async () => {
      const { quoteId, riskBand, warning, acknowledgementId } = (
        await quote({ purpose: 'asked_by_bank_or_police' })
      ).body;
      expect([riskBand, warning.code]).toEqual(['high', 'safe_account']);
      const refused = await pay({ quoteId });
      expect([refused.status, refused.body.code]).toEqual([422, 'payment.warning_not_acknowledged']);
      const paid = await pay({ quoteId, acknowledgementId });
      expect(paid.status).toBe(201);
      const kept = await bank.sql(
        'SELECT quote_id, acknowledgement_id FROM payments.payment_evidence WHERE payment_id = $1',
        [paid.body.id.slice(4)],
      );
      expect(kept).toEqual([{ quote_id: quoteId.slice(4), acknowledgement_id: acknowledgementId.slice(4) }]);
    });

    it('also when their name was no match, by a quote that knows the check', async () => {
      const { payeeCheckId } = (await check('Jane Doe')).body;
      expect((await pay({ payeeCheckId })).body.code).toBe('payment.warning_not_acknowledged');
      const { quoteId, acknowledgementId, riskBand } = (await quote({ payeeCheckId })).body;
      expect(riskBand).toBe('high');
      expect((await pay({ payeeCheckId, quoteId, acknowledgementId })).status).toBe(201);
    });

    it('by quotes for one payment alone', async () => {
      const { quoteId } = (await quote()).body;
      const stranger = `ack_${randomUUID()}`;
      for (const change of [
        { quoteId, amount: money(11) },
        { quoteId, acknowledgementId: stranger },
      ]) {
        expect((await pay(change)).body.code).toBe('payment.quote_unusable');
      }
      expect((await quote({}, new App(bank, 'eve'))).body.errors[0].pointer).toBe('/payer');
    });
  });
});
