import { hash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { auditKeyFile, publicKeyIn } from '../../tools/audit/audit-key.js';
import { type AuditedService, verifyAudit } from '../../tools/audit/verify-audit.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { payEverything } from '../support/suspicious.js';
import { tracesOf } from '../support/traces.js';

describe('the audit log', () => {
  let bank: Bank;
  let app: App;

  beforeAll(async () => {
    bank = await openBank({ environment: { LOG_LEVEL: 'debug' } });
    app = new App(bank);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  async function kept(schema: string): Promise<{ actor: string; action: string; object: string }[]> {
    const rows = await bank.sql<{ entry: { actor: string; action: string; object: string } }>(
      `SELECT entry FROM ${schema}.audit_entries ORDER BY sequence`,
    );
    return rows.map(({ entry }) => entry);
  }

  function verify(service: AuditedService): ReturnType<typeof verifyAudit> {
    const key = publicKeyIn(auditKeyFile(process.env['TEST_HOME'] ?? ''));
    const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
    return verifyAudit(service, { adminUrl: bank.adminUrl, brokers, prefix: bank.prefix }, key);
  }

  it('keeps every verdict and every look of the staff at a case, with who and when, before it is answered', async () => {
    const { id } = await payEverything(app);
    const ana = bearer(bank.tokens.for('ana'));
    const found = await eventually('a case is open', async () => {
      const { body } = await request(bank.review).get('/review/cases').set(ana);
      return body.items.find(({ paymentId }: { paymentId: string }) => paymentId === id);
    });
    const path = `/review/cases/${found.id}`;
    await request(bank.review).get(path).set(ana).expect(200);
    await request(bank.review)
      .post(`${path}/verdict`)
      .set(ana)
      .send({ verdict: 'release', note: 'Fine.' })
      .expect(200);

    const entries = (await kept('review')).filter(({ object }) => object.startsWith(path));
    expect(entries).toMatchObject([
      { actor: 'ana', action: 'cases.read', object: path },
      { actor: 'ana', action: 'cases.judge', object: `${path}/verdict` },
    ]);
  }, 30_000);

  it('keeps that the staff looked at a customer’s account, and nothing that customers do themselves', async () => {
    const account = await app.openAccount(10);
    await app.balance(account);
    const before = await kept('payments');
    await request(bank.gateway)
      .get(`/v1/accounts/${account}`)
      .set(bearer(bank.tokens.for('otto')))
      .expect(200);
    const after = await kept('payments');

    expect(before).toEqual([]);
    expect(after).toMatchObject([
      { actor: 'otto', action: 'accounts.read', object: `/v1/accounts/${account}` },
    ]);
  });

  it('keeps changes of lists in the order in which they came, however many come at once', async () => {
    const change = (number: number): request.Test =>
      request(bank.scoring)
        .post('/admin/lists/mules/imports')
        .set(bearer(bank.tokens.staff(`person-${number}`)))
        .send({ csv: `value\nmule-${number}\n`, source: 'police', apply: true })
        .expect(200);
    await Promise.all(Array.from({ length: 20 }, (_, number) => change(number)));
    const entries = await kept('scoring');

    expect(new Set(entries.map(({ actor }) => actor)).size).toBe(20);
    expect((await verify('scoring')).faults).toEqual([]);
  });

  it('has nothing that people wrote in it, nor have logs, metrics and topics', async () => {
    const [ada, ben] = [new App(bank, 'ada'), new App(bank, 'ben')];
    const phone = '+447700900417';
    const phoneHash = hash('sha256', phone, 'hex');
    const holder = { name: 'Zebulon Quixwhistle', kind: 'personal', isNameWithheld: false };
    const own = await ada.openAccount(300_000, { name: 'Marmaduke fund', holder });
    const bens = await ben.openAccount(5000, {
      name: 'Tuppence jar',
      holder: { ...holder, name: 'Ottoline Vex' },
    });
    const discovery = await request(bank.gateway)
      .put('/v1/discovery/phone')
      .set(bearer(bank.tokens.service('test')))
      .send({ owner: 'ada', phoneHash });
    const done = [
      discovery,
      await ada.put('/v1/discovery', { account: own, handle: 'zebulon_q', byPhone: true }),
      await ben.post('/v1/contacts/lookup', { phoneHashes: [phoneHash] }),
      await ada.post('/v1/contacts', { name: 'Aunt Peregrina', account: bens }),
      await ada.post('/v1/payee-checks', { account: bens, name: 'Ottoline Vexx', kind: 'personal' }),
      await ada.post(
        '/v1/payment-requests',
        { payee: own, payer: bens, amount: money(10), reference: 'gondola hire' },
        { 'idempotency-key': randomUUID() },
      ),
    ];
    const paid = await ada.pay({
      payer: own,
      payee: bens,
      amount: money(900),
      reference: 'wedding harpsichord',
    });
    const refunded = await ben.post(
      `/v1/payments/${paid.body.id}/refunds`,
      { amount: 100 },
      { 'idempotency-key': randomUUID(), prefer: 'wait=10000' },
    );
    const story = 'A man called Fothergill said he was the bank';
    const claimed = await ada.post(`/v1/payments/${paid.body.id}/fraud-claims`, { story });
    const fresh = await ben.openAccount(0);
    const held = await ada.pay(
      {
        payer: own,
        payee: fresh,
        amount: money(299_200),
        reference: 'balloon voyage',
        deviceId: 'telephone',
      },
      { 'paymo-client-address': '203.0.113.77' },
    );
    const wrong = await ada.pay({
      payer: own,
      payee: fresh,
      amount: money(1),
      reference: 'rejected harmonium\u0000',
    });
    expect([paid.body.status, refunded.body.status, held.body.status, wrong.status, claimed.status]).toEqual([
      'settled',
      'settled',
      'held',
      400,
      201,
    ]);
    expect(done.map(({ status }) => status)).toEqual([204, 200, 200, 201, 201, 201]);

    const ana = bearer(bank.tokens.for('ana'));
    const found = await eventually('a case is open', async () => {
      const { body } = await request(bank.review).get('/review/cases').set(ana);
      return body.items.find(({ paymentId }: { paymentId: string }) => paymentId === held.body.id);
    });
    const work = (path: string, body: object) =>
      request(bank.review).post(`/review/cases/${found.id}/${path}`).set(ana).send(body);
    await work('notes', { text: 'Sounded coached by a Fothergill' }).expect(201);
    await work('information', { text: 'Who is the aeronaut?' }).expect(200);
    const answer = 'My cousin Leopoldine';
    await eventually('the payer answers', async () => {
      const { status } = await ada.post(`/v1/payments/${held.body.id}/information`, { answer });
      return status === 200;
    });
    await work('verdict', { verdict: 'release', note: 'Cousin vouched' }).expect(200);
    await eventually(
      'it is settled',
      async () => (await ada.payment(held.body.id)).body.status === 'settled',
    );

    const traces = await tracesOf(bank);
    const placesOf = (text: string): string[] =>
      [...traces]
        .filter(([, trace]) => trace.includes(text))
        .map(([place]) => place)
        .sort();
    const secrets = [
      ...['Quixwhistle', 'Marmaduke', 'Ottoline', 'Tuppence', 'Peregrina', 'zebulon_q', phone, phoneHash],
      ...['gondola', 'harpsichord', 'Fothergill', 'balloon', 'harmonium', 'coached', 'vouched'],
    ];
    for (const secret of secrets) expect([secret, placesOf(secret)]).toEqual([secret, []]);
    // What one service has to tell another passes through one topic, and through nothing else.
    expect(placesOf('aeronaut')).toEqual(['topic payments.information-requested']);
    expect(placesOf('Leopoldine')).toEqual(['topic payments.information-given']);
    expect(placesOf('203.0.113.77')).toEqual(['topic payments.decided', 'topic payments.submitted']);
  }, 90_000);

  it('lets nobody change it, not even the administrator, without more ado', async () => {
    await expect(bank.sql('UPDATE review.audit_entries SET sequence = 0')).rejects.toThrow(/append-only/);
    await expect(bank.sql('TRUNCATE review.audit_entries')).rejects.toThrow(/append-only/);
  });

  it('has its end signed and kept in Kafka when a service stops, which shows that it was cut off', async () => {
    await bank.services.review.stop();
    const whole = await verify('review');
    await bank.sql('ALTER TABLE review.audit_entries DISABLE TRIGGER ALL');
    await bank.sql(
      'DELETE FROM review.audit_entries WHERE sequence = (SELECT max(sequence) FROM review.audit_entries)',
    );
    const cut = await verify('review');

    expect(whole.checkpoints).toBeGreaterThan(0);
    expect(whole.faults).toEqual([]);
    expect(cut.faults).toEqual([`the chain ends before the checkpoint of entry ${whole.entries}`]);
  });
});
