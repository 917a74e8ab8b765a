import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { randomUUID } from 'node:crypto';
import { type PaymentDecided, paymentDecided, paymentReviewed, paymentSettled } from '@paymo/contracts';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { publish } from '../support/messages.js';
import { payEverything } from '../support/suspicious.js';

describe('a held payment', () => {
  let bank: Bank;
  let app: App;

  beforeAll(async () => {
    bank = await openBank();
    app = new App(bank);
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  function caseOf(paymentId: string): Promise<{
    id: string;
    reasons: { feature: string; contribution: number; sentence: string }[];
    score: number;
  }> {
    return eventually('the hold opens a case', async () => {
      const { body } = await request(bank.review)
        .get('/review/cases')
        .set(bearer(bank.tokens.staff('ana')))
        .query({ limit: 100 });
      return body.items.find((found: { paymentId: string }) => found.paymentId === paymentId);
    });
  }

  function judge(caseId: string, verdict: string, reviewer = 'ana'): request.Test {
    return request(bank.review)
      .post(`/review/cases/${caseId}/verdict`)
      .set(bearer(bank.tokens.for(reviewer, ['analyst'])))
      .send({ verdict, reason: verdict === 'reject' ? 'scam' : undefined, note: 'Called them.' });
  }

  function untilStatus(paymentId: string, status: string): Promise<true> {
    return eventually(
      `${paymentId} is ${status}`,
      async () => (await app.payment(paymentId)).body.status === status && true,
    );
  }

  it('keeps its money reserved and opens a case with the strongest facts', async () => {
    const { id, from, status } = await payEverything(app);
    const found = await caseOf(id);

    expect(status).toBe('held');
    expect(await app.balance(from)).toEqual({ posted: 250_000, held: 250_000, available: 0 });
    const { thresholds } = JSON.parse(readFileSync('models/fraud/2/manifest.json', 'utf8'));
    expect(found.score).toBeGreaterThanOrEqual(thresholds.hold);
    expect(found.reasons.map(({ sentence }) => sentence).every((text) => text.endsWith('.'))).toBe(true);
    expect(found.reasons.length).toBeGreaterThan(0);
    expect(found.reasons.length).toBeLessThanOrEqual(3);
    const sizes = found.reasons.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('settles when an analyst releases it, and the verdict is kept as a label', async () => {
    const { id, to } = await payEverything(app);
    const { body } = await judge((await caseOf(id)).id, 'release').expect(200);
    await untilStatus(id, 'settled');

    expect(body).toMatchObject({ status: 'released', reviewer: 'ana' });
    expect((await app.balance(to)).posted).toBe(250_000);
    const label = await eventually('the label arrives', async () => {
      const [row] = await bank.sql<{ is_fraud: boolean }>(
        'SELECT is_fraud FROM scoring.labels WHERE payment_id = $1',
        [id.slice(4)],
      );
      return row;
    });
    expect(label.is_fraud).toBe(false);
  });

  it('gives the money back when an analyst rejects it', async () => {
    const { id, from, to } = await payEverything(app);
    await judge((await caseOf(id)).id, 'reject').expect(200);
    await untilStatus(id, 'rejected');

    expect(await app.balance(from)).toEqual({ posted: 250_000, held: 0, available: 250_000 });
    expect((await app.balance(to)).posted).toBe(0);
  });

  it('takes one verdict: of ten at once, nine learn who was faster', async () => {
    const { id } = await payEverything(app);
    const { id: caseId } = await caseOf(id);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        judge(caseId, index % 2 === 0 ? 'release' : 'reject', `analyst ${index}`),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status === 409);

    expect([won.length, lost.length]).toEqual([1, 9]);
    for (const { body } of lost) expect(body).toMatchObject({ code: 'conflict.case_closed' });
    expect(lost[0]?.body.detail).toContain(won[0]?.body.reviewer);
    await untilStatus(id, won[0]?.body.status === 'released' ? 'settled' : 'rejected');
  });

  it('refuses a verdict that is none, and an unknown case', async () => {
    const wrong = await judge('case_01900000-0000-7000-8000-000000000000', 'burn');
    const unknown = await judge('case_01900000-0000-7000-8000-000000000000', 'release');
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/verdict']);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'case.not_found']);
  });

  it('is settled once by a verdict that comes twice, and not moved by one that comes late', async () => {
    const { id, from } = await payEverything(app);
    const [{ payer_id: payerId } = { payer_id: '' }] = await bank.sql<{ payer_id: string }>(
      'SELECT payer_id FROM payments.payments WHERE id = $1',
      [id.slice(4)],
    );
    const event = (verdict: 'release' | 'reject') => ({
      paymentId: id.slice(4),
      payerId,
      verdict,
      reviewer: 'x',
      reviewedAtMs: 1,
    });
    await publish(bank, paymentReviewed, [event('reject'), event('reject'), event('release')]);
    await untilStatus(id, 'rejected');
    await publish(bank, paymentReviewed, [event('release')]);
    await payEverything(app);

    expect((await app.payment(id)).body.status).toBe('rejected');
    expect((await app.balance(from)).available).toBe(250_000);
    expect((await bank.verifyLedger()).faults).toEqual([]);
  });

  it('that expired before it was decided opens no case', async () => {
    const party = { payerId: randomUUID(), payeeId: randomUUID() };
    const about = { ...party, amount: money(250_000), type: 'transfer' as const, occurredAtMs: Date.now() };
    const heldNow = (paymentId: string): PaymentDecided => ({
      paymentId,
      ...about,
      outcome: 'hold',
      score: 0.9,
      reasons: [],
      rules: [],
      model: 'fraud/2',
      decidedAtMs: Date.now(),
    });
    const [late, inTime] = [randomUUID(), randomUUID()];

    const end = { paymentId: late, ...about, status: 'expired' as const, settledAtMs: Date.now() };
    await publish(bank, paymentSettled, [end]);
    await eventually('the end is known', async () => {
      const known = await bank.sql('SELECT 1 FROM review.expired_payments WHERE payment_id = $1', [late]);
      return known.length === 1;
    });
    await publish(bank, paymentDecided, [heldNow(late), heldNow(inTime)]);
    await caseOf(`pay_${inTime}`);
    expect(await bank.sql('SELECT 1 FROM review.cases WHERE payment_id = $1', [late])).toEqual([]);
  }, 15_000);
});
