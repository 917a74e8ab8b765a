import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { auditKeyFile, publicKeyIn } from '../../tools/audit/audit-key.js';
import { type AuditedService, verifyAudit } from '../../tools/audit/verify-audit.js';
import { App } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { payEverything } from '../support/suspicious.js';

describe('the audit log', () => {
  let bank: Bank;
  let app: App;

  beforeAll(async () => {
    bank = await openBank();
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
