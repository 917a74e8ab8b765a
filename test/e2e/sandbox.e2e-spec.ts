import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SandboxEffect, sandboxPayee } from '@paymo/contracts';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { Device } from '../support/device.js';

describe('the payees of a sandbox', () => {
  let bank: Bank;
  let app: App;
  let payer: string;

  beforeAll(async () => {
    bank = await openBank();
    app = new App(bank);
    payer = await app.openAccount(100_000);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  const to = (effect: SandboxEffect, currency = 'GBP'): string => `acc_${sandboxPayee(effect, currency)}`;
  const pay = (effect: SandboxEffect, headers = {}) =>
    app.pay({ payer, payee: to(effect), amount: money(500) }, headers);

  async function expectExpansion(id: string): Promise<void> {
    const path = `/v1/payments/${id}`;
    const plain = await app.get(path);
    const { body } = await app.get(`${path}?expand=payee,hold`);
    expect(body).toEqual({
      ...plain.body,
      expanded: {
        payee: { account: to('held'), name: null },
        hold: (await app.get(`${path}/hold`)).body,
      },
    });
    expect((await app.get(`${path}?expand=payer`)).status).toBe(400);
    const tag = plain.headers['etag'] ?? '';
    expect(tag).toBe(`"${plain.body.version}"`);
    expect((await app.get(path, { 'if-none-match': tag })).status).toBe(304);
    expect((await app.get(path, { 'if-none-match': '"1"' })).status).toBe(200);
    const stale = await app.post(`${path}/cancel`, {}, { 'if-match': '"1"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'request.precondition_failed']);
  }

  it('hold and decline, for a reason that is kept', async () => {
    const [held, declined] = [await pay('held'), await pay('declined')];
    expect([held.body.status, declined.body.status]).toEqual(['held', 'declined']);
    expect((await app.get(`/v1/payments/${held.body.id}/hold`)).status).toBe(200);
    await expectExpansion(held.body.id);
    const cases = await eventually('review has the case', async () => {
      const rows = await bank.sql('SELECT 1 FROM review.cases WHERE payment_id = $1', [
        held.body.id.slice(4),
      ]);
      return rows.length > 0 && rows;
    });
    expect(cases).toHaveLength(1);
    const rows = await bank.sql<{ sources: string[] }>(
      `SELECT judgement->'sources' AS sources FROM scoring.decisions WHERE payment_id = $1`,
      [held.body.id.slice(4)],
    );
    expect(rows).toEqual([{ sources: ['sandbox'] }]);
  });

  it('decide late, or never', async () => {
    const [slow, expired] = await Promise.all([pay('slow', { prefer: 'wait=100' }), pay('expired')]);
    expect([slow.status, slow.body.status]).toEqual([202, 'submitted']);
    expect([expired.status, expired.body.status]).toEqual([201, 'expired']);
    await eventually(
      'the slow one settles',
      async () => (await app.payment(slow.body.id)).body.status === 'settled',
    );
  });

  it('ask for a signature, however small the payment', async () => {
    const signer = new App(bank, 'signer');
    const from = await signer.openAccount(1000);
    await new Device().register(signer);
    const signed = await signer.pay({ payer: from, payee: to('signed'), amount: money(1) });
    expect(signed.body).toMatchObject({ status: 'requires_action', action: { payload: expect.any(String) } });
  });

  it('exist in each currency as their own, and in no other', async () => {
    const wrong = await app.pay({ payer, payee: to('held', 'EUR'), amount: money(1) });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'account.not_found']);
  });
});

describe('outside a sandbox', () => {
  it('nobody can pay them', async () => {
    const bank = await openBank({ services: ['gateway'], environment: { SANDBOX: 'false' } });
    try {
      const app = new App(bank);
      const payer = await app.openAccount(0);
      for (const effect of ['held', 'declined', 'signed', 'slow', 'expired'] as const) {
        const refused = await app.pay({
          payer,
          payee: `acc_${sandboxPayee(effect, 'GBP')}`,
          amount: money(1),
        });
        expect([refused.status, refused.body.code]).toEqual([422, 'account.not_found']);
      }
    } finally {
      await bank.close();
    }
  }, 90_000);
});
