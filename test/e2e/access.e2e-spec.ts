import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { rights, type Role, roles } from '@paymo/platform';
import { App, money } from '../support/app.js';
import { type Bank, bearer, openBank } from '../support/bank.js';
import { type StatedRoute, statedRoutes } from '../support/routes.js';

const unknownId = '01900000-0000-7000-8000-000000000000';

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A stream of events has no end to wait for: what comes first of it, or what it was refused with. */
function beginningOf(response: Response, done: (error: Error | null, body: unknown) => void): void {
  const stream = response as unknown as IncomingMessage;
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    if (stream.statusCode !== 200) return;
    done(null, text);
    stream.destroy();
  });
  stream.on('end', () => {
    done(null, JSON.parse(text));
  });
}

/** Of a bank that takes two payments a minute from a person, account or device, and three to a payee. */
async function expectMoneyLimits(bank: Bank): Promise<void> {
  const payee = `acc_${randomUUID()}`;
  const pay = (who: string, deviceId: string, to = `acc_${randomUUID()}`): Promise<Response> =>
    new App(bank, who).pay({ payer: `acc_${randomUUID()}`, payee: to, amount: money(1), deviceId });
  const ofPerson = [await pay('cy', 'a'), await pay('cy', 'b'), await pay('cy', 'c')];
  const ofDevice = [await pay('di', 'same'), await pay('ed', 'same'), await pay('flo', 'same')];
  const ofPayee = [];
  for (const who of ['gil', 'hal', 'ida', 'jo']) ofPayee.push(await pay(who, who, payee));
  const statuses = [ofPerson, ofDevice, ofPayee].map((answers) => answers.map(({ status }) => status));

  expect(statuses).toEqual([
    [422, 422, 429],
    [422, 422, 429],
    [422, 422, 422, 429],
  ]);
  expect(ofPerson[0]?.headers['ratelimit-policy']).toBe(
    '"person";q=5;w=60, "money";q=2;w=60, "payer";q=2;w=60, "device";q=2;w=60, "payee";q=3;w=60',
  );
  expect(ofPerson[1]?.headers['ratelimit']).toContain('"money";r=0;t=0');
  expect(Number(ofDevice[2]?.headers['retry-after'])).toBeGreaterThan(0);

  const merchant = await new App(bank).openAccount(0, { kind: 'merchant' });
  const ofMerchant = [];
  for (const who of ['kim', 'lee', 'mo', 'nia']) ofMerchant.push(await pay(who, who, merchant));
  expect(ofMerchant.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  expect(ofMerchant[0]?.headers['ratelimit-policy']).not.toContain('payee');
}

describe('access', () => {
  let bank: Bank;
  let ada: App;
  let mallory: App;
  let routes: (StatedRoute & { url: string })[];
  let adasAccount: string;
  let adasPayment: string;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'review', 'recommendations', 'loans'] });
    ada = new App(bank, 'ada');
    mallory = new App(bank, 'mallory');
    adasAccount = await ada.openAccount(1000);
    const payee = await new App(bank, 'ben').openAccount(0);
    adasPayment = (await ada.pay({ payer: adasAccount, payee, amount: money(10) })).body.id;
    routes = [];
    const folders = {
      'apps/gateway/src': bank.gateway,
      'apps/scoring/src': bank.scoring,
      'apps/review/src': bank.review,
      'apps/recommendations/src': bank.recommendations,
      'apps/loans/src': bank.loans,
      'libs/platform/src': bank.gateway,
    };
    for (const [folder, url] of Object.entries(folders))
      routes.push(...(await statedRoutes(folder)).map((route) => ({ ...route, url })));
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  /** Sends a request to a route whose parameters are ids that nothing has, or the given ones. */
  function send(
    route: StatedRoute & { url: string },
    headers: Record<string, string>,
    given: Record<string, string> = {},
  ): Promise<Response> {
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => given[name] ?? placeholderOf(name));
    const agent = request(route.url);
    const test =
      route.method === 'get' || route.method === 'delete'
        ? agent[route.method](path)
        : agent[route.method](path).send(bodyOf(route.path));
    // The last event id is wrong, so that the stream of events ends at once for those who may have it.
    const common = { 'idempotency-key': randomUUID(), 'last-event-id': 'none' };
    if (route.path.endsWith('/payment-files')) test.type('application/xml');
    if (route.path.endsWith('/stream')) test.buffer(true).parse(beginningOf);
    return Promise.resolve(test.set({ ...common, ...headers }));
  }

  function bodyOf(path: string): object | string {
    if (path.endsWith('/payment-files')) return '<Document/>';
    if (path.endsWith('/fraud-claims')) return { story: 'none' };
    if (path.endsWith('/infer')) return { inputs: [] };
    if (path === '/v1/payments/:paymentId/information') return { answer: 'none' };
    return path.endsWith('/confirm') ? { signature: 'none' } : {};
  }

  function placeholderOf(name: string): string {
    const prefix = {
      accountId: 'acc_',
      paymentId: 'pay_',
      caseId: 'case_',
      viewId: 'view_',
      applicationId: 'app_',
      offerId: 'off_',
      loanId: 'loan_',
      reviewId: 'rev_',
      endpointId: 'whe_',
      requestId: 'req_',
      blockId: 'blk_',
      deliveryId: 'msg_',
      deviceKeyId: 'dvk_',
      claimId: 'clm_',
      contactId: 'con_',
      humanReviewId: 'hrv_',
      standingOrderId: 'sto_',
    }[name];
    return prefix === undefined ? 'nothing' : `${prefix}${unknownId}`;
  }

  it('is stated by every route of every service', () => {
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
  });

  it('is refused on every route to those without a token, but for public ones', async () => {
    for (const route of routes) {
      const { status, headers } = await send(route, {});
      const refused =
        status === 401 && headers['www-authenticate']?.startsWith('Bearer realm="paymo", DPoP ');
      expect([route.handler, refused]).toEqual([route.handler, route.access !== 'public']);
    }
  });

  it('is given on every route to the roles that have its right, and to no others', async () => {
    for (const route of routes) {
      if (route.access === undefined || route.access === 'public') continue;
      const allowed: Partial<Record<Role, string>> = rights[route.access];
      for (const role of roles) {
        const { status } = await send(route, bearer(bank.tokens.for(`any-${role}`, [role])));
        expect([route.handler, role, status === 403]).toEqual([
          route.handler,
          role,
          allowed[role] === undefined,
        ]);
      }
    }
  }, 60_000);

  async function requestOfAda(): Promise<string> {
    const payer = await new App(bank, 'ben').openAccount(0);
    const body = { payee: adasAccount, payer, amount: money(1) };
    const { body: made } = await ada.post('/v1/payment-requests', body, { 'idempotency-key': randomUUID() });
    return made.id;
  }

  it("answers for somebody else's things as if there were none", async () => {
    const endpoint = (await ada.post('/v1/webhook-endpoints', { url: 'https://shop.example/news' })).body.id;
    const given = {
      accountId: adasAccount,
      paymentId: adasPayment,
      endpointId: endpoint,
      requestId: await requestOfAda(),
    };
    const named = routes.filter(
      ({ path }) => /:(accountId|paymentId|endpointId|requestId)\b/.test(path) && !path.startsWith('/admin'),
    );
    expect(named.length).toBeGreaterThan(2);
    for (const route of named) {
      const foreign = await send(route, mallory.signedIn, given);
      const missing = await send(route, mallory.signedIn);
      expect([route.handler, foreign.status]).toEqual([route.handler, 404]);
      expect(foreign.body.code).toBe(missing.body.code);
    }
    const list = await mallory.get(`/v1/payments?account=${adasAccount}`);
    expect([list.status, list.body.code]).toEqual([404, 'account.unknown']);
  });

  it("moves no money from somebody else's account, nor says that it exists", async () => {
    const own = await mallory.openAccount(0);
    const stolen = await mallory.pay({ payer: adasAccount, payee: own, amount: money(1) });
    const missing = await mallory.pay({ payer: `acc_${unknownId}`, payee: own, amount: money(1) });

    expect([stolen.status, stolen.body.code, stolen.body.errors[0].pointer]).toEqual([
      422,
      'account.not_found',
      '/payer',
    ]);
    expect(stolen.body.code).toBe(missing.body.code);
    expect(await mallory.balance(own)).toEqual({ posted: 0, held: 0, available: 0 });
  });

  it('shows a payee a payment when it has settled, and no payment that was held', async () => {
    const ben = new App(bank, 'ben');
    expect((await ben.payment(adasPayment)).status).toBe(200);

    const [rich, target] = [await ada.openAccount(250_000), await ben.openAccount(0)];
    const held = await ada.pay({ payer: rich, payee: target, amount: money(250_000) });
    expect(held.body.status).toBe('held');
    expect((await ben.payment(held.body.id)).status).toBe(404);
    expect((await ben.get(`/v1/payments?account=${target}`)).body.items).toEqual([]);
  });

  it("does not let one customer's idempotency key meet another's", async () => {
    const key = { 'idempotency-key': 'the-same' };
    const own = await mallory.openAccount(100);
    const first = await ada.pay({ payer: adasAccount, payee: own, amount: money(5) }, key);
    const second = await mallory.pay({ payer: own, payee: adasAccount, amount: money(7) }, key);

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers['idempotency-replayed']).toBeUndefined();
  });

  it('lets customers open accounts for themselves alone', async () => {
    const opened = await ada.post('/v1/accounts', { name: 'Savings', currency: 'GBP' });
    const merchant = await ada.post('/v1/accounts', { name: 'Shop', currency: 'GBP', kind: 'merchant' });
    const foreign = await ada.post('/v1/accounts', { name: 'Trap', currency: 'GBP', owner: 'ben' });
    const listed = (await ada.get('/v1/accounts')).body.items.map(({ id }: { id: string }) => id);

    expect([opened.status, merchant.status, foreign.status]).toEqual([201, 403, 403]);
    expect(listed).toEqual(expect.arrayContaining([opened.body.id, adasAccount]));
    expect((await mallory.get('/v1/accounts')).body.items).not.toContainEqual(
      expect.objectContaining({ id: adasAccount }),
    );
  });

  describe('by a token', () => {
    const good = () => bank.tokens.for('ada');

    function parts(): { header: Record<string, unknown>; claims: Record<string, unknown> } {
      const [head = '', body = ''] = good().split('.');
      const parse = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
      return { header: parse(head), claims: parse(body) };
    }

    /** Signs with a key of the attacker's own. */
    function forged(changeHeader: object, changeClaims: object = {}): string {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const text = `${base64url({ ...parts().header, ...changeHeader })}.${base64url({ ...parts().claims, ...changeClaims })}`;
      const bytes = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${bytes.toString('base64url')}`;
    }

    /** Signs with the issuer's own key, as an issuer that is mistaken would. */
    function misissued(changeHeader: object, changeClaims: object): string {
      const key = bank.tokens.key;
      const text = `${base64url({ ...parts().header, ...changeHeader })}.${base64url({ ...parts().claims, ...changeClaims })}`;
      const bytes = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
      return `${text}.${bytes.toString('base64url')}`;
    }

    const now = () => Math.floor(Date.now() / 1000);
    const attacks: [what: string, token: () => string][] = [
      [
        'without a signature',
        () => `${base64url({ ...parts().header, alg: 'none' })}.${base64url(parts().claims)}.`,
      ],
      [
        'whose claims were changed',
        () => good().replace(/\.[^.]+\./, `.${base64url({ ...parts().claims, sub: 'ben' })}.`),
      ],
      ['signed with another key', () => forged({})],
      [
        'that brings its own key',
        () =>
          forged({
            jwk: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
          }),
      ],
      ['that names a path as its key', () => forged({ kid: '../../../dev/null' })],
      ['that names a query as its key', () => forged({ kid: "' UNION SELECT 'key" })],
      [
        'signed as if the public key were a secret',
        () => {
          const text = `${base64url({ ...parts().header, alg: 'HS256' })}.${base64url(parts().claims)}`;
          const secret = createPublicKey(bank.tokens.key).export({ format: 'pem', type: 'spki' });
          return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
        },
      ],
      ['for another audience', () => misissued({}, { aud: 'another-bank' })],
      ['of another issuer', () => misissued({}, { iss: 'https://issuer.example' })],
      ['that is an ID token', () => misissued({ typ: 'JWT' }, {})],
      ['without a type', () => misissued({ typ: undefined }, {})],
      ['that has expired', () => misissued({}, { iat: now() - 600, exp: now() - 300 })],
      ['that never expires', () => misissued({}, { exp: undefined })],
      ['that is not yet good', () => misissued({}, { nbf: now() + 300 })],
      ['without a subject', () => misissued({}, { sub: undefined })],
      ['without roles', () => misissued({}, { roles: undefined })],
      ['with a header that must be understood', () => misissued({ crit: ['x-bank'], 'x-bank': 1 }, {})],
    ];

    it.each(attacks)('%s is not had', async (_what, token) => {
      const { status, body, headers } = await request(bank.gateway)
        .get(`/v1/accounts/${adasAccount}`)
        .set(bearer(token()));

      expect([status, body.code]).toEqual([401, 'auth.token_invalid']);
      expect(headers['www-authenticate']).toContain('error="invalid_token"');
    });

    it('is had, as the control of the above, by one that is in order', async () => {
      const answer = await request(bank.gateway)
        .get(`/v1/accounts/${adasAccount}`)
        .set(bearer(misissued({}, { jti: randomUUID() })));
      expect(answer.status).toBe(200);
    });

    it('is never looked for at an address that the token names', async () => {
      let asked = 0;
      const server = createServer((_, response) => {
        asked += 1;
        response.end('{}');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/keys`;
      const answer = await request(bank.gateway)
        .get(`/v1/accounts/${adasAccount}`)
        .set(bearer(forged({ jku: url, x5u: url })));
      await new Promise((resolve) => server.close(resolve));

      expect([answer.status, asked]).toEqual([401, 0]);
    });
  });

  it('ends for a while when one person asks too much, and says when it may go on', async () => {
    const strict = await openBank({
      services: ['gateway'],
      environment: { REQUESTS_PER_MINUTE: '5', PAYMENTS_PER_MINUTE: '2', PAYMENTS_PER_MINUTE_AND_PAYEE: '3' },
    });
    try {
      const app = new App(strict);
      const answers = [];
      for (let count = 0; count < 6; count += 1) answers.push(await app.get('/v1/accounts'));
      const last = answers.at(-1);

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
      expect(answers[0]?.headers).toMatchObject({
        'ratelimit-policy': '"person";q=5;w=60',
        ratelimit: '"person";r=4;t=0',
      });
      expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
      expect((await new App(strict, 'ben').get('/v1/accounts')).status).toBe(200);
      await expectMoneyLimits(strict);
    } finally {
      await strict.close();
    }
  }, 60_000);
});
