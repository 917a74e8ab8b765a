import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { schemaFaults } from '../../tools/iso20022/message-schemas.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';

interface Transfer {
  readonly endToEndId: string;
  readonly payee: string;
  readonly amount: string;
  readonly uetr?: string;
}

const idOf = (account: string): string => account.slice(4).replaceAll('-', '');

function file(payer: string, transfers: readonly Transfer[], sum: string): string {
  const today = new Date().toISOString();
  const information = transfers.map(
    ({ endToEndId, payee, amount, uetr }) => `
      <CdtTrfTxInf>
        <PmtId><EndToEndId>${endToEndId}</EndToEndId>${uetr === undefined ? '' : `<UETR>${uetr}</UETR>`}</PmtId>
        <Amt><InstdAmt Ccy="GBP">${amount}</InstdAmt></Amt>
        <Cdtr><Nm>Ben &amp; Söhne</Nm></Cdtr>
        <CdtrAcct><Id><Othr><Id>${idOf(payee)}</Id></Othr></Id></CdtrAcct>
        <Purp><Cd>SALA</Cd></Purp>
        <RmtInf><Ustrd>Pay &lt;November&gt;</Ustrd></RmtInf>
      </CdtTrfTxInf>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>SALARIES</MsgId><CreDtTm>${today}</CreDtTm><NbOfTxs>${transfers.length}</NbOfTxs><CtrlSum>${sum}</CtrlSum>
      <InitgPty><Nm>Ada</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>${today.slice(0, 10)}</Dt></ReqdExctnDt>
      <Dbtr><Nm>Ada</Nm></Dbtr><DbtrAcct><Id><Othr><Id>${idOf(payer)}</Id></Othr></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><Nm>Paymo</Nm></FinInstnId></DbtrAgt>${information.join('')}
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>`;
}

describe('payments in the messages of ISO 20022', () => {
  let bank: Bank;
  let ada: App;
  let payer: string;
  let payee: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    ada = new App(bank);
    payer = await ada.openAccount(100_000);
    payee = await new App(bank, 'ben').openAccount(0);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  function send(xml: string, key: string = randomUUID(), app = ada): Promise<Response> {
    return app.post('/v1/payment-files', xml, { 'content-type': 'application/xml', 'idempotency-key': key });
  }

  async function xmlOf(app: App, path: string): Promise<string> {
    const response = await app.get(path, { accept: 'application/xml' });
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/xml; charset=utf-8');
    return Buffer.isBuffer(response.body) ? response.body.toString() : response.text;
  }

  it('pays what a file asks for, once, and says of each transfer what became of it', async () => {
    const uetr = randomUUID();
    const nobody = `acc_${randomUUID()}`;
    const transfers = [
      { endToEndId: 'BEN-1', payee, amount: '12.5', uetr },
      { endToEndId: 'NOBODY', payee: nobody, amount: '1' },
      { endToEndId: 'RICH', payee, amount: '5000.00' },
    ];
    const xml = file(payer, transfers, '5013.50');
    expect(schemaFaults('pain.001.001.09', xml)).toEqual([]);
    const key = randomUUID();
    const all = await Promise.all(Array.from({ length: 5 }, () => send(xml, key)));
    const [first, ...others] = all.filter(({ status }) => status === 201);

    expect(all.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(first?.body).toMatchObject({
      messageId: 'SALARIES',
      accepted: 1,
      refused: 2,
      items: [
        { endToEndId: 'BEN-1', payment: { amount: money(1250), isoStatus: 'PDNG' }, problem: null },
        { endToEndId: 'NOBODY', payment: null, problem: { code: 'account.not_found' } },
        { endToEndId: 'RICH', payment: null, problem: { code: 'payment.insufficient_funds' } },
      ],
    });
    expect(others.filter(({ text }) => text !== first?.text)).toEqual([]);
    const again = await send(xml, key);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first?.text, 'true']);
    expect((await send(file(payer, transfers.slice(0, 1), '12.5'), key)).body.code).toBe(
      'conflict.idempotency_key_reused',
    );

    const id: string = first?.body.items[0].payment.id;
    await eventually('the payment settles', async () => (await ada.payment(id)).body.status === 'settled');
    expect(await ada.balance(payer)).toEqual({ posted: 98_750, held: 0, available: 98_750 });

    for (const app of [ada, new App(bank, 'ben')]) {
      const message = await xmlOf(app, `/v1/payments/${id}/pacs.008`);
      expect(schemaFaults('pacs.008.001.08', message)).toEqual([]);
      expect(message).toContain(`<UETR>${uetr}</UETR>`);
      expect(message).toContain('<EndToEndId>BEN-1</EndToEndId>');
      expect(message).toContain('<IntrBkSttlmAmt Ccy="GBP">12.50</IntrBkSttlmAmt>');
      expect(message).toContain('<Nm>Ben &amp; Söhne</Nm>');
    }
    expect((await new App(bank, 'mallory').get(`/v1/payments/${id}/pacs.008`)).status).toBe(404);

    const day = new Date().toISOString().slice(0, 10);
    const period = `from=${day}&to=${day}`;
    const own = await xmlOf(ada, `/v1/accounts/${payer}/statement?${period}`);
    expect(schemaFaults('camt.053.001.08', own)).toEqual([]);
    for (const part of [`<UETR>${uetr}</UETR>`, '<MsgId>SALARIES</MsgId>', '<Cd>CLBD</Cd>', '>987.50</Amt>'])
      expect(own).toContain(part);
    const theirs = await xmlOf(new App(bank, 'ben'), `/v1/accounts/${payee}/statement?${period}`);
    expect(schemaFaults('camt.053.001.08', theirs)).toEqual([]);
    expect(theirs).toContain('<EndToEndId>BEN-1</EndToEndId>');
    expect(theirs).not.toContain('SALARIES');
  }, 240_000);

  it('exports payments that no file asked for, and none that has not settled', async () => {
    const reference = '"<tag>" & ünïcode ✓';
    const paid = await ada.pay({ payer, payee, amount: money(100), reference });
    const message = await xmlOf(ada, `/v1/payments/${paid.body.id}/pacs.008`);
    expect(schemaFaults('pacs.008.001.08', message)).toEqual([]);
    expect(message).toContain('<EndToEndId>NOTPROVIDED</EndToEndId>');
    const failed = await ada.pay({ payer, payee, amount: money(90_000_000) });
    const refused = await ada.get(`/v1/payments/${failed.body.paymentId}/pacs.008`);
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict.payment_not_settled']);
  });

  it('goes on with a file whose answer was lost, and pays nothing of it twice', async () => {
    const transfers = [1, 2, 3].map((each) => ({ endToEndId: `T${each}`, payee, amount: '1.00' }));
    const xml = file(payer, transfers, '3');
    const key = randomUUID();
    const first = await send(xml, key);
    // As if the gateway had died before it could answer.
    await bank.sql(
      `UPDATE payments.idempotency_keys SET answer_status = NULL, answer_body = NULL WHERE answer_body = $1`,
      [first.text],
    );
    const second = await send(xml, key);
    const ids = ({ body }: Response): string[] =>
      body.items.map((item: { payment: { id: string } }) => item.payment.id);
    expect([second.status, ids(second)]).toEqual([201, ids(first)]);
  });

  it('takes nobody else’s money, and nothing of a file that is wrong', async () => {
    const theft = await send(
      file(payer, [{ endToEndId: 'X', payee, amount: '1' }], '1'),
      randomUUID(),
      new App(bank, 'mallory'),
    );
    expect(theft.body.items[0]).toMatchObject({ payment: null, problem: { code: 'account.not_found' } });

    const wrong = await send(file(payer, [{ endToEndId: 'x'.repeat(36), payee, amount: '1' }], '2'));
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject({
      code: 'payment_file.faulty',
      errors: [{ pointer: '/Document/CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/PmtId/EndToEndId' }],
    });
  });

  it('refuses bombs, foreign entities, and bodies that are no XML', async () => {
    const xml = file(payer, [{ endToEndId: 'X', payee, amount: '1' }], '1');
    const bomb = xml.replace('<Document', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document');
    expect((await send(bomb)).body.errors[0].detail).toBe('line 2: a document type is not taken');
    expect((await send(xml + ' '.repeat(600_000))).status).toBe(413);
    const headers = { ...bearer(bank.tokens.for('ada', ['customer'])), 'idempotency-key': randomUUID() };
    const post = (path: string, type: string, body: string | Buffer): Promise<Response> =>
      Promise.resolve(request(bank.gateway).post(path).set(headers).type(type).send(body));
    expect((await post('/v1/payment-files', 'application/json', '"<Document/>"')).status).toBe(415);
    expect((await post('/v1/payments', 'application/xml', xml)).status).toBe(415);
    expect((await post('/v1/payment-files', 'application/xml', Buffer.from([0x3c, 0xff]))).status).toBe(400);
    expect((await post('/v1/payment-files', 'application/xml', '')).status).toBe(400);
  });
});
