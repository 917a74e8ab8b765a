import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank, setting } from '../support/bank.js';
import { BoundKey, boundToken } from '../support/bound-key.js';
import { Device } from '../support/device.js';
import { hasShellTools, HowTo } from '../support/how-to.js';

/** Callers wait up to ten seconds for a decision, on a machine that may be busy. */
jest.setTimeout(30_000);

describe('strong authentication', () => {
  let bank: Bank;
  let ben: App;
  let bens: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    ben = new App(bank, 'ben');
    bens = await ben.openAccount(1000);
  }, 90_000);
  afterAll(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
    await bank.close();
  }, 60_000);

  /** A customer with an account and a registered device. */
  async function enrolled(name: string, algorithm: 'ES256' | 'EdDSA' = 'ES256') {
    const app = new App(bank, name);
    const account = await app.openAccount(100_000);
    const device = new Device(algorithm);
    expect((await device.register(app)).status).toBe(201);
    const pay = (value: number, payee = bens, headers = {}) =>
      app.pay({ payer: account, payee, amount: money(value) }, headers);
    const confirm = (id: string, signature: string) =>
      app.post(`/v1/payments/${id}/confirm`, { signature }, { prefer: 'wait=10000' });
    const authentication = async (id: string) => (await app.get(`/v1/payments/${id}/authentication`)).body;
    return { app, account, device, pay, confirm, authentication };
  }

  it('asks for no signature for a payee whom the customer has signed for once, until they trust them no more', async () => {
    const { app, device, pay, authentication } = await enrolled('trusts');
    const trust = async (payee: string, signedAt: string, signed = payee) => {
      const signature = await device.sign(`Trust ${signed} from ${signedAt}`);
      return app.post('/v1/trusted-payees', { account: payee, signedAt, signature });
    };
    const now = new Date().toISOString();
    const old = new Date(Date.now() - 600_000).toISOString();
    const other = await ben.openAccount(0);
    for (const refused of [await trust(bens, old), await trust(bens, now, other)])
      expect([refused.status, refused.body.code]).toEqual([422, 'payment.signature_refused']);
    expect((await pay(5000)).body.status).toBe('requires_action');

    expect((await trust(bens, now)).body).toEqual({ account: bens, trustedAt: now });
    const paid = await pay(50_000);
    expect(paid.body.status).toBe('settled');
    expect(await authentication(paid.body.id)).toMatchObject({
      outcome: 'exempt',
      exemption: 'trusted_payee',
    });
    expect((await pay(5000, other)).body.status).toBe('requires_action');

    expect((await app.delete(`/v1/trusted-payees/${bens}`)).status).toBe(204);
    expect((await trust(bens, now)).body.code).toBe('payment.signature_refused');
    expect((await app.get('/v1/trusted-payees')).body).toEqual({ items: [] });
    expect((await pay(5000)).body.status).toBe('requires_action');
    expect((await app.delete(`/v1/trusted-payees/${bens}`)).status).toBe(404);
  }, 60_000);

  it.each(['ES256', 'EdDSA'] as const)(
    'lets a payment go on when its payer has signed it with %s, and reserves its money until then',
    async (algorithm) => {
      const { app, account, device, pay, confirm, authentication } = await enrolled(
        `signs-${algorithm}`,
        algorithm,
      );
      const key = { 'idempotency-key': 'signed' };
      const asked = await pay(5000, bens, key);
      expect([asked.status, asked.body.status]).toEqual([202, 'requires_action']);
      const { action, id } = asked.body;
      expect(JSON.parse(action.payload)).toEqual({
        challengeId: action.challengeId,
        paymentId: id,
        payee: bens,
        amount: money(5000),
        expiresAt: action.expiresAt,
      });
      expect(await app.balance(account)).toEqual({ posted: 100_000, held: 5000, available: 95_000 });
      expect(await authentication(id)).toEqual({ outcome: 'waiting', exemption: null, action, triesLeft: 3 });
      expect((await pay(5000, bens, key)).text).toBe(asked.text);

      const signature = await device.sign(action.payload);
      const confirmed = await confirm(id, signature);
      expect([confirmed.status, confirmed.body.status]).toEqual([201, 'settled']);
      expect(await app.balance(account)).toEqual({ posted: 95_000, held: 0, available: 95_000 });
      expect((await authentication(id)).outcome).toBe('confirmed');
      expect((await confirm(id, signature)).body.code).toBe('conflict.payment_not_waiting');
    },
    30_000,
  );

  it('takes one of many confirmations that race, and moves the money once', async () => {
    const { app, account, device, pay, confirm } = await enrolled('races');
    const { id, action } = (await pay(7000)).body;
    const signature = await device.sign(action.payload);
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(id, signature)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await app.balance(account)).posted).toBe(93_000);
  });

  it('refuses a signature of another amount, payee, payment or key, and fails with the third', async () => {
    const { app, account, device, pay, confirm, authentication } = await enrolled('is-attacked');
    const { id, action } = (await pay(5000)).body;
    const other = (await pay(5000)).body;
    const changed = JSON.stringify({ ...JSON.parse(action.payload), amount: money(1) });
    for (const [triesLeft, signature] of [
      [2, await device.sign(changed)],
      [1, await device.sign(other.action.payload)],
      [0, await new Device().sign(action.payload, device.keyId)],
    ] as const) {
      const { status, body } = await confirm(id, signature);
      expect([status, body.code, body.triesLeft]).toEqual([422, 'payment.signature_refused', triesLeft]);
    }
    expect((await confirm(id, await device.sign(action.payload))).body.code).toBe(
      'conflict.payment_not_waiting',
    );
    expect((await app.payment(id)).body.status).toBe('failed');
    expect(await authentication(id)).toMatchObject({ outcome: 'too_many_tries', triesLeft: 0 });

    const cancelled = await app.post(`/v1/payments/${other.id}/cancel`);
    expect(cancelled.body.status).toBe('cancelled');
    expect(await app.balance(account)).toEqual({ posted: 100_000, held: 0, available: 100_000 });
    expect((await confirm(other.id, await device.sign(other.action.payload))).status).toBe(409);
  });

  it('ends with its time: the money is free again, and a signature comes too late', async () => {
    const { app, account, device, pay, confirm, authentication } = await enrolled('waits');
    const { id, action } = (await pay(5000)).body;
    await bank.sql('UPDATE payments.open_payments SET expires_at = now() WHERE payment_id = $1', [
      id.slice(4),
    ]);
    await eventually('it expires', async () => (await app.payment(id)).body.status === 'expired');
    expect((await authentication(id)).outcome).toBe('timed_out');
    expect((await confirm(id, await device.sign(action.payload))).status).toBe(409);
    expect((await app.balance(account)).held).toBe(0);
  });

  describe('is spared', () => {
    it('small payments, five in a row, until the payer signs again', async () => {
      const { device, pay, confirm, authentication } = await enrolled('buys-coffee');
      for (let nth = 1; nth <= 5; nth += 1) {
        const { body } = await pay(300);
        expect(body.status).toBe('settled');
        expect(await authentication(body.id)).toMatchObject({ outcome: 'exempt', exemption: 'low_value' });
      }
      const { id, status, action } = (await pay(300)).body;
      expect(status).toBe('requires_action');
      expect((await confirm(id, await device.sign(action.payload))).body.status).toBe('settled');
      expect((await pay(300)).body.status).toBe('settled');
    }, 30_000);

    it('no more together than the sum, also from several accounts and of payments that race', async () => {
      const { app, account } = await enrolled('hurries');
      const second = await app.openAccount(100_000);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          app.pay({ payer: index % 2 === 0 ? account : second, payee: bens, amount: money(2600) }),
        ),
      );
      const settled = answers.filter(({ body }) => body.status === 'settled');
      expect(settled).toHaveLength(3);
      expect(answers.filter(({ body }) => body.status === 'requires_action')).toHaveLength(17);
    }, 30_000);

    it('what goes to an account of one’s own', async () => {
      const { app, pay, authentication } = await enrolled('saves');
      const { body } = await pay(60_000, await app.openAccount(0));
      expect([body.status, (await authentication(body.id)).exemption]).toEqual(['settled', 'own_account']);
    });

    it('customers without a device key, and what the bank itself moves', async () => {
      const { account } = await enrolled('is-collected-from');
      const plain = new App(bank, 'plain');
      const paid = await plain.pay({
        payer: await plain.openAccount(100_000),
        payee: bens,
        amount: money(9000),
      });
      expect(paid.body.status).toBe('settled');
      const none = await plain.get(`/v1/payments/${paid.body.id}/authentication`);
      expect(none.body.code).toBe('payment.not_authenticated');

      const { body } = await request(bank.gateway)
        .post('/v1/payments')
        .set({ ...bearer(bank.tokens.service('bank')), 'idempotency-key': 'c', prefer: 'wait=10000' })
        .send({ payer: account, payee: bens, amount: money(5000) });
      expect(body.status).toBe('settled');
    });
  });

  describe('by a key', () => {
    it('is not to be had by a token alone: a second key needs the approval of the first', async () => {
      const { app, device, pay, confirm } = await enrolled('is-robbed');
      const thief = new Device();
      const refused = await thief.register(app);
      expect([refused.status, refused.body.code]).toEqual([403, 'auth.device_key_unapproved']);
      const { thumbprint } = refused.body;
      expect((await thief.register(app, await thief.sign(thumbprint, device.keyId))).status).toBe(403);

      const tablet = new Device('EdDSA');
      const asked = await tablet.register(app);
      const approved = await tablet.register(app, await device.sign(asked.body.thumbprint));
      expect(approved.status).toBe(201);
      const again = await tablet.register(app, await device.sign(asked.body.thumbprint));
      expect(again.body.code).toBe('conflict.device_key_exists');
      const listed = (await app.get('/v1/device-keys')).body.items;
      expect(listed.map(({ id }: { id: string }) => id)).toEqual([device.keyId, tablet.keyId]);

      const { id, action } = (await pay(5000)).body;
      expect((await confirm(id, await tablet.sign(action.payload))).body.status).toBe('settled');
    });

    it('signs nothing once it is revoked, which does not open the account to whoever has the token', async () => {
      const { app, device, pay, confirm } = await enrolled('loses-a-phone');
      const { id, action } = (await pay(5000)).body;
      expect((await ben.delete(`/v1/device-keys/${device.keyId}`)).status).toBe(404);
      expect((await app.delete(`/v1/device-keys/${device.keyId}`)).status).toBe(204);
      expect((await app.delete(`/v1/device-keys/${device.keyId}`)).status).toBe(404);
      expect((await confirm(id, await device.sign(action.payload))).status).toBe(422);

      const refused = await pay(5000);
      expect([refused.status, refused.body.code]).toEqual([403, 'auth.device_key_missing']);
      expect((await new Device().register(app)).status).toBe(403);
      const renewed = new Device();
      const { body, status } = await request(bank.gateway)
        .post('/v1/device-keys')
        .set(bearer(bank.tokens.service('bank')))
        .send({ owner: 'loses-a-phone', name: 'New phone', publicKey: renewed.publicKey });
      expect(status).toBe(201);
      renewed.keyId = body.id;
      const next = (await pay(5000)).body;
      expect((await confirm(next.id, await renewed.sign(next.action.payload))).body.status).toBe('settled');
    });
  });

  (hasShellTools ? it : it.skip)('works as the how-to of the first payment is written', () => {
    const variables = ['GATEWAY', 'json', 'auth', 'bank', 'me', 'payee', 'key', 'check', 'order', 'quote'];
    const howTo = new HowTo('docs/how-to/your-first-payment.md', [...variables, 'payment']);
    const [, open = '', register = '', ask = '', pay = '', sign = '', look = ''] = howTo.blocks;
    expect(howTo.blocks).toHaveLength(7);
    // In place of the first block, which starts a stack of the reader's own.
    howTo.run(`GATEWAY=${bank.gateway}; json='content-type: application/json'
      auth='authorization: Bearer ${bank.tokens.for('ada')}'; bank='authorization: Bearer ${bank.tokens.service('bank')}'`);

    expect(howTo.run(open)).toContain('"available": 100000');
    howTo.run(register);
    expect(howTo.run(ask)).toMatch(/"close_match"\n"Benjamin Smith"/);
    expect(howTo.run(pay)).toContain('"requires_action"');
    expect(howTo.run(sign).trim().split('\n').at(-1)).toBe('settled');
    const [outcome, exemption, posted, ...statement] = howTo.run(look).trim().split('\n');
    expect([outcome, exemption, posted]).toEqual(['confirmed', 'low_value', '95480']);
    expect(statement.join()).toContain('Dinner');
    howTo.close();
  });

  describe('of a token that the issuer bound to a key', () => {
    let key: BoundKey;
    let token: string;
    const path = () => `/v1/accounts/${bens}`;
    const address = () => `${bank.gateway}${path()}`;
    const read = (dpop: string | undefined, scheme = 'DPoP') =>
      request(bank.gateway)
        .get(path())
        .set({ authorization: `${scheme} ${token}`, ...(dpop === undefined ? {} : { dpop }) });

    beforeAll(async () => {
      key = await BoundKey.make();
      token = await boundToken(setting('TEST_ISSUER'), key);
    });

    it('asks for a proof of that key for each request', async () => {
      for (let count = 0; count < 2; count += 1) {
        expect((await read(await key.proof('GET', address(), token))).status).toBe(200);
      }
    });

    it.each<[what: string, scheme: string, dpop: () => Promise<string | undefined>]>([
      ['no proof', 'DPoP', () => Promise.resolve(undefined)],
      ['none, as a bearer', 'Bearer', () => Promise.resolve(undefined)],
      ['a proof for another method', 'DPoP', () => key.proof('POST', address(), token)],
      ['a proof for another address', 'DPoP', () => key.proof('GET', `${bank.gateway}/v1/accounts`, token)],
      ['a proof for another token', 'DPoP', () => key.proof('GET', address(), 'another')],
      ['an old proof', 'DPoP', () => key.proof('GET', address(), token, { iat: 1_700_000_000 })],
      ['a proof of another key', 'DPoP', async () => (await BoundKey.make()).proof('GET', address(), token)],
      [
        'a proof that was used',
        'DPoP',
        async () => {
          const dpop = await key.proof('GET', address(), token);
          expect((await read(dpop)).status).toBe(200);
          return dpop;
        },
      ],
    ])('refuses %s, and says what it wants', async (_what, scheme, dpop) => {
      const { status, body, headers } = await read(await dpop(), scheme);
      expect([status, body.code]).toEqual([401, 'auth.proof_invalid']);
      expect(headers['www-authenticate']).toBe(
        'DPoP realm="paymo", algs="ES256 EdDSA PS256", error="invalid_dpop_proof"',
      );
    });
  });
});
