import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';

const unknownAccount = 'acc_01900000-0000-7000-8000-000000000000';

describe('bad input', () => {
  let bank: Bank;
  let app: App;
  let payer: string;
  let payee: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway'], environment: { REQUEST_SECONDS_MAX: '5' } });
    app = new App(bank);
    payer = await app.openAccount(1_000_000);
    payee = await app.openAccount(0);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  async function rowsWritten(): Promise<number> {
    const [row] = await bank.sql<{ rows: string }>(`
      SELECT (SELECT count(*) FROM payments.payments) + (SELECT count(*) FROM payments.idempotency_keys)
        + (SELECT count(*) FROM payments.ledger_transfers) + (SELECT count(*) FROM payments.open_payments) AS rows`);
    return Number(row?.rows);
  }

  const cases: [what: string, change: () => object, status: number, code: string, pointer: string][] = [
    ['an unknown field', () => ({ amout: 1 }), 400, 'request.invalid', '/amout'],
    ['a negative amount', () => ({ amount: money(-1) }), 400, 'request.invalid', '/amount/value'],
    ['an amount of zero', () => ({ amount: money(0) }), 400, 'request.invalid', '/amount/value'],
    ['a huge amount', () => ({ amount: money(1e15) }), 400, 'request.invalid', '/amount/value'],
    ['a fraction of a penny', () => ({ amount: money(1.5) }), 400, 'request.invalid', '/amount/value'],
    [
      'an amount in words',
      () => ({ amount: { value: '12', currency: 'GBP' } }),
      400,
      'request.invalid',
      '/amount/value',
    ],
    ['no amount', () => ({ amount: undefined }), 400, 'request.invalid', '/amount'],
    ['an odd currency', () => ({ amount: money(1, 'pounds') }), 400, 'request.invalid', '/amount/currency'],
    [
      'a currency that the account does not hold',
      () => ({ amount: money(1, 'EUR') }),
      422,
      'payment.currency_mismatch',
      '/amount/currency',
    ],
    [
      'a card number in the reference',
      () => ({ reference: 'Card 4111 1111 1111 1111' }),
      400,
      'request.invalid',
      '/reference',
    ],
    ['a NUL in the reference', () => ({ reference: 'a\u0000b' }), 400, 'request.invalid', '/reference'],
    ['an unknown payee', () => ({ payee: unknownAccount }), 422, 'account.not_found', '/payee'],
    ['an unknown payer', () => ({ payer: unknownAccount }), 422, 'account.not_found', '/payer'],
    ['an id that is none', () => ({ payer: 'acc_1; DROP TABLE payments' }), 400, 'request.invalid', '/payer'],
    [
      'an id of something else',
      () => ({ payer: payer.replace('acc_', 'pay_') }),
      400,
      'request.invalid',
      '/payer',
    ],
    ['payer and payee being the same', () => ({ payee: payer }), 422, 'payment.same_account', '/payee'],
    [
      'a reference that is too long',
      () => ({ reference: 'x'.repeat(141) }),
      400,
      'request.invalid',
      '/reference',
    ],
  ];

  it.each(cases)(
    'refuses %s, names the field and writes nothing',
    async (_what, change, status, code, pointer) => {
      const before = await rowsWritten();
      const response = await app.pay({ payer, payee, amount: money(1), ...change() });

      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.status).toBe(status);
      expect(response.body).toMatchObject({ status, code, type: `https://paymo.example/errors/${code}` });
      expect(response.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
      expect(response.body.requestId).toBe(response.headers['x-request-id']);
      expect(await rowsWritten()).toBe(before);
    },
  );

  it('refuses a closed account on either side', async () => {
    const closed = await app.openAccount(1000);
    expect((await app.post(`/v1/accounts/${closed}/close`)).status).toBe(204);
    const before = await rowsWritten();
    const asPayer = await app.pay({ payer: closed, payee, amount: money(1) });
    const asPayee = await app.pay({ payer, payee: closed, amount: money(1) });

    expect([asPayer.body.code, asPayer.body.errors[0].pointer]).toEqual(['account.closed', '/payer']);
    expect([asPayee.body.code, asPayee.body.errors[0].pointer]).toEqual(['account.closed', '/payee']);
    expect(await rowsWritten()).toBe(before);
  });

  const keys: [what: string, key: string, code: string][] = [
    ['of 300 characters', 'k'.repeat(300), 'request.invalid'],
    ['with a space', 'a key', 'request.invalid'],
    ['that is empty', '', 'request.idempotency_key_missing'],
  ];
  it.each(keys)('refuses an idempotency key %s', async (_what, key, code) => {
    const response = await app.pay({ payer, payee, amount: money(1) }, { 'idempotency-key': key });
    expect([response.status, response.body.code]).toEqual([400, code]);
  });

  it('takes an idempotency key of 255 characters', async () => {
    const response = await app.pay(
      { payer, payee, amount: money(1) },
      { 'idempotency-key': 'k'.repeat(255), prefer: 'wait=0' },
    );
    expect(response.status).toBe(202);
  });

  const raw: [
    what: string,
    body: string | Uint8Array<ArrayBuffer>,
    type: string,
    status: number,
    code: string,
  ][] = [
    ['malformed JSON', '{"payer":', 'application/json', 400, 'request.malformed'],
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 'application/json', 400, 'request.malformed'],
    [
      'a body of 2 MB',
      JSON.stringify({ x: 'y'.repeat(2_000_000) }),
      'application/json',
      413,
      'request.too_large',
    ],
    ['a form', 'payer=1', 'application/x-www-form-urlencoded', 415, 'request.media_type'],
    ['an attempt on the prototype', '{"__proto__":{"x":1}}', 'application/json', 400, 'request.malformed'],
    ['a list', '[]', 'application/json', 400, 'request.invalid'],
  ];
  it.each(raw)('refuses %s', async (_what, body, type, status, code) => {
    const response = await fetch(`${bank.gateway}/v1/payments`, {
      method: 'POST',
      headers: { 'content-type': type, 'idempotency-key': 'raw', ...app.signedIn },
      body,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ status, code });
  });

  it('answers unknown routes, payments and accounts with 404', async () => {
    const paths = [
      '/nowhere',
      `/v1/payments/${unknownAccount.replace('acc_', 'pay_')}`,
      `/v1/accounts/${unknownAccount}`,
    ];
    const answers = await Promise.all(paths.map((path) => app.get(path)));
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'request.not_found'],
      [404, 'payment.not_found'],
      [404, 'account.unknown'],
    ]);
  });

  it('answers garbage on the wire with 400 and goes on', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(bank.services.gateway.port, '127.0.0.1', () =>
        socket.write('\x00\x01garbage\r\n\r\n'),
      );
      socket.once('data', (bytes) => {
        resolve(bytes.toString());
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await request(bank.gateway).get('/health/ready')).status).toBe(200);
  });

  it('waits for no request that never ends', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(bank.services.gateway.port, '127.0.0.1', () =>
        socket.write(
          'POST /v1/payments HTTP/1.1\r\nHost: bank\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
        ),
      );
      socket.once('data', (bytes) => {
        resolve(bytes.toString());
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
  }, 60_000);

  it('honours an opening deposit and an event time only in a sandbox', async () => {
    const strict = await openBank({
      services: ['gateway'],
      environment: { SANDBOX: 'false' },
    });
    try {
      const refused = await new App(strict).post('/v1/accounts', {
        name: 'A',
        currency: 'GBP',
        openingDeposit: 1,
      });
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/openingDeposit']);
    } finally {
      await strict.close();
    }
  }, 60_000);
});
