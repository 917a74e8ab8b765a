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
      origin: null,
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

  describe('and the right to ask for a person', () => {
    const ask = (id: string) => app.post(`/v1/payments/${id}/human-reviews`, { words: 'It is my landlord.' });

    it('is answered, for a held payment, by the verdict of its case', async () => {
      const [held, stopped] = [await payEverything(app), await payEverything(app)];
      const [review, ended] = [(await ask(held.id)).body, (await ask(stopped.id)).body];
      expect(review).toMatchObject({ about: 'held', status: 'asked', advice: null });
      const token = bearer(bank.tokens.for('ana', ['analyst']));
      const elsewhere = await request(bank.gateway)
        .post(`/v1/human-reviews/${review.id}/outcome`)
        .set(token)
        .send({ outcome: 'released' });
      expect(elsewhere.body.code).toBe('conflict.human_review_elsewhere');

      await judge((await caseOf(held.id)).id, 'reject').expect(200);
      await untilStatus(held.id, 'rejected');
      await app.post(`/v1/payments/${stopped.id}/cancel`);
      expect((await app.get(`/v1/human-reviews/${review.id}`)).body.status).toBe('upheld');
      expect((await app.get(`/v1/human-reviews/${ended.id}`)).body.status).toBe('ended');
      expect((await ask(held.id)).body.code).toBe('conflict.payment_not_contestable');
    });

    it('brings a declined payment before a person, whose finding is told, learnt, and leaves it declined', async () => {
      // Nobody else decides it meanwhile.
      await bank.services.scoring.stop();
      const [from, to] = [await app.openAccount(1000), await new App(bank, 'mia').openAccount(0)];
      const body = { payer: from, payee: to, amount: money(1000) };
      const { id } = (await app.pay(body, { prefer: 'wait=0' })).body;
      const about = { paymentId: id.slice(4), payerId: from.slice(4), payeeId: to.slice(4) };
      const made = { amount: money(1000), type: 'transfer' as const, occurredAtMs: 1, decidedAtMs: 2 };
      const facts = { score: 0.99, reasons: [], rules: [], model: 'fraud/2', origin: null };
      await publish(bank, paymentDecided, [{ ...about, ...made, ...facts, outcome: 'decline' }]);
      await untilStatus(id, 'declined');
      bank.services.scoring.start();

      const review = (await ask(id)).body;
      expect(review).toMatchObject({ about: 'declined', status: 'asked' });
      expect((await ask(id)).body.code).toBe('conflict.human_review_exists');
      const eve = new App(bank, 'eve');
      expect((await eve.get(`/v1/human-reviews/${review.id}`)).status).toBe(404);
      const staff = (subject: string) => bearer(bank.tokens.for(subject, ['analyst']));
      const list = await request(bank.gateway).get('/v1/human-reviews').set(staff('ana'));
      expect(list.body.items.map((found: { id: string }) => found.id)).toEqual([review.id]);
      const decide = (subject: string) =>
        request(bank.gateway)
          .post(`/v1/human-reviews/${review.id}/outcome`)
          .set(staff(subject))
          .send({ outcome: 'released' });
      expect((await decide(app.subject)).body.code).toBe('conflict.own_work');
      expect((await decide('mia')).body.code).toBe('conflict.own_account');
      const answers = await Promise.all([decide('ana'), decide('amir')]);

      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect((await app.get(`/v1/human-reviews/${review.id}`)).body).toMatchObject({
        status: 'released',
        advice: 'pay_again',
      });
      expect((await app.payment(id)).body.status).toBe('declined');
      const news = await bank.sql<{ change: string }>(
        'SELECT change FROM payments.customer_news WHERE subject_id = $1 ORDER BY transaction, sequence',
        [review.id.slice(4)],
      );
      expect(news.map(({ change }) => change)).toEqual(['asked', 'released']);
      const label = await eventually('scoring learns the finding', async () => {
        const [row] = await bank.sql<{ is_fraud: boolean; source: string }>(
          'SELECT is_fraud, source FROM scoring.labels WHERE payment_id = $1',
          [id.slice(4)],
        );
        return row;
      });
      expect(label).toEqual({ is_fraud: false, source: 'verdict' });
    }, 30_000);
  });
});
