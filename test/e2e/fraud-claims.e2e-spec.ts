import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { EventStream } from '../../tools/faults/event-stream.js';
import { App, money } from '../support/app.js';
import { type Bank, bearer, eventually, openBank } from '../support/bank.js';
import { payEverything } from '../support/suspicious.js';

describe('a fraud claim', () => {
  let bank: Bank;
  let ada: App;
  let ben: App;
  let stream: EventStream;

  beforeAll(async () => {
    bank = await openBank({
      services: ['gateway', 'scoring'],
      environment: { CLAIM_FOUR_EYES_MINOR: '20000' },
    });
    ada = new App(bank, 'ada');
    ben = new App(bank, 'ben');
    stream = await new EventStream(bank.gateway, () => ada.signedIn).open();
  }, 90_000);
  afterAll(async () => {
    stream.close();
    expect((await bank.verifyLedger()).faults).toEqual([]);
    await bank.close();
  }, 60_000);

  async function paid(amount: number, headers: Record<string, string> = {}) {
    const [from, to] = [await ada.openAccount(amount * 20), await ben.openAccount(0)];
    const { body } = await ada.pay({ payer: from, payee: to, amount: money(amount) }, headers);
    expect(body.status).toBe('settled');
    return { id: String(body.id), from, to };
  }

  function claim(paymentId: string, body: object = {}): Promise<Response> {
    const story = 'They said they were the bank.';
    return ada.post(`/v1/payments/${paymentId}/fraud-claims`, { story, ...body });
  }

  async function claimed(amount: number, body: object = {}) {
    const payment = await paid(amount);
    const opened = await claim(payment.id, body);
    expect(opened.status).toBe(201);
    return { ...payment, claim: String(opened.body.id), dueAt: String(opened.body.dueAt) };
  }

  async function staff(path: string, body: object = {}, who = 'ana'): Promise<Response> {
    const token = bearer(bank.tokens.for(who, ['analyst']));
    return request(bank.gateway).post(`/v1/fraud-claims/${path}`).set(token).send(body);
  }

  async function undecided(): Promise<{ id: string; escalatedAt: string | null }[]> {
    const token = bearer(bank.tokens.for('ana', ['analyst']));
    return (await request(bank.gateway).get('/v1/fraud-claims?limit=100').set(token)).body.items;
  }

  const labelOf = (paymentId: string) =>
    eventually('the outcome is a label', async () => {
      const [row] = await bank.sql<{ is_fraud: boolean; source: string; happened_at: Date; known_at: Date }>(
        'SELECT is_fraud, source, happened_at, known_at FROM scoring.labels WHERE payment_id = $1',
        [paymentId.slice(4)],
      );
      return row;
    });

  it('is reimbursed once, however many decide at once: money, news and a label with both clocks', async () => {
    const { id, from, claim: claimId } = await claimed(5000);
    const before = (await ada.balance(from)).posted;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => staff(`${claimId}/decision`, { outcome: 'reimburse' })),
    );
    const [decided] = answers.filter(({ status }) => status === 200);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
    expect((await ada.balance(from)).posted).toBe(before + 5000);
    const { decision } = (await ada.get(`/v1/fraud-claims/${claimId}`)).body;
    expect(decision.reimbursement.amount).toEqual(money(5000));
    const payment = (await ada.payment(decision.reimbursement.paymentId)).body;
    expect(payment).toMatchObject({ status: 'settled', type: 'reimbursement', payee: from, version: 2 });
    const [entry] = (await ada.get(`/v1/accounts/${from}/entries`)).body.items;
    expect(entry).toMatchObject({ kind: 'reimbursement', direction: 'in', amount: money(5000) });

    await eventually('the payer hears', () =>
      Promise.resolve(stream.heard.some(({ type }) => type === 'claim.reimbursed')),
    );
    const types = stream.heard.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('claim.'))).toEqual(['claim.opened', 'claim.reimbursed']);
    const label = await labelOf(id);
    expect(label).toMatchObject({ is_fraud: true, source: 'claim' });
    expect(label.happened_at).toEqual(new Date((await ada.payment(id)).body.occurredAt));
    expect(label.known_at).toEqual(new Date(decided?.body.decision.decidedAt));
  });

  it.each([
    ['not_covered', true],
    ['no_fraud_found', false],
  ])(
    'is rejected as %s: no money moves, and the label says whether it was fraud',
    async (reason, isFraud) => {
      const { id, from, claim: claimId } = await claimed(700);
      const before = await ada.balance(from);
      const { status, body } = await staff(`${claimId}/decision`, { outcome: 'reject', reason });

      expect([status, body.status, body.decision.rejection, body.decidedBy]).toEqual([
        200,
        'rejected',
        reason,
        'ana',
      ]);
      expect(await ada.balance(from)).toEqual(before);
      expect((await labelOf(id)).is_fraud).toBe(isFraud);
      const again = await staff(`${claimId}/decision`, { outcome: 'reimburse' });
      expect([again.status, again.body.code]).toEqual([409, 'conflict.claim_closed']);
    },
  );

  it('needs the same decision of a second analyst when much is reimbursed', async () => {
    const { claim: claimId, from } = await claimed(35_000);
    const decide = (who: string, change = {}) =>
      staff(`${claimId}/decision`, { outcome: 'reimburse', ...change }, who);
    const proposed = await decide('ana');
    expect([proposed.status, proposed.body.status]).toEqual([200, 'open']);
    expect(proposed.body.proposal).toEqual({ by: 'ana', at: expect.any(String) });
    expect((await decide('ana')).body.code).toBe('conflict.second_person');
    expect((await decide('amir', { excess: true })).body.proposal.by).toBe('amir');
    const before = (await ada.balance(from)).posted;
    expect((await decide('ana', { excess: true })).body.status).toBe('reimbursed');
    expect((await ada.balance(from)).posted - before).toBe(25_000);
  }, 60_000);

  it('may be reimbursed less the excess, but never that of a vulnerable customer', async () => {
    const [usual, vulnerable] = [await claimed(15_000), await claimed(15_000, { isVulnerable: true })];
    const excess = { outcome: 'reimburse', excess: true };
    const found = await staff(`${usual.claim}/decision`, { ...excess, isVulnerable: true });
    const stated = await staff(`${vulnerable.claim}/decision`, excess);
    const less = await staff(`${usual.claim}/decision`, excess);

    expect([found.body.code, stated.body.code]).toEqual(['claim.excess_refused', 'claim.excess_refused']);
    expect(less.body.decision.reimbursement).toMatchObject({ amount: money(5000), excess: 10_000 });
    const whole = await staff(`${vulnerable.claim}/decision`, { outcome: 'reimburse' });
    expect(whole.body.decision.reimbursement).toMatchObject({ amount: money(15_000), excess: 0 });
  });

  it('brings back only what refunds have left, and nothing is refunded after it', async () => {
    const { id, claim: claimId } = await claimed(3000);
    const refund = (amount: number | null) =>
      ben.post(`/v1/payments/${id}/refunds`, { amount }, { 'idempotency-key': `${id}-${amount}` });
    expect((await refund(1000)).status).toBe(201);
    const decided = await staff(`${claimId}/decision`, { outcome: 'reimburse' });
    const late = await refund(null);

    expect(decided.body.decision.reimbursement.amount).toEqual(money(2000));
    expect(late.body.code).toBe('payment.refund_too_large');
    const { paymentId } = decided.body.decision.reimbursement;
    const back = await ada.post(`/v1/payments/${paymentId}/refunds`, {}, { 'idempotency-key': paymentId });
    expect(back.body.code).toBe('payment.not_refundable');
  });

  it('is reimbursed to another open account of the payer when the first is closed', async () => {
    const { from, claim: claimId } = await claimed(900);
    const other = await ada.openAccount(0);
    const [closed, dollars] = [await ada.openAccount(0), await ada.openAccount(0, { currency: 'USD' })];
    const reimburse = (account?: string) =>
      staff(`${claimId}/decision`, { outcome: 'reimburse', ...(account && { account }) });
    for (const account of [from, closed])
      expect((await ada.post(`/v1/accounts/${account}/close`)).status).toBe(204);
    const refused = [
      await reimburse(),
      await reimburse(closed),
      await reimburse(dollars),
      await reimburse(await ben.openAccount(0)),
    ];
    const paidOut = await reimburse(other);

    expect(refused.map(({ body }) => [body.status, body.code, body.errors?.[0].pointer])).toEqual([
      [422, 'account.closed', '/account'],
      [422, 'account.closed', '/account'],
      [422, 'payment.currency_mismatch', '/account'],
      [422, 'account.not_found', '/account'],
    ]);
    expect([paidOut.status, (await ada.balance(other)).posted]).toEqual([200, 900]);
    const { paymentId } = paidOut.body.decision.reimbursement;
    expect((await ada.payment(paymentId)).body).toMatchObject({ type: 'reimbursement', payee: other });
  });

  it('is left alone by staff whose account the money came from or went to', async () => {
    const { claim: claimId } = await claimed(400);
    const answers = [
      await staff(`${claimId}/stop`, { reason: 'The police reference' }, 'ben'),
      await staff(`${claimId}/start`, {}, 'ben'),
      await staff(`${claimId}/decision`, { outcome: 'reimburse' }, 'ben'),
      await staff(`${claimId}/decision`, { outcome: 'reject', reason: 'no_fraud_found' }, 'ben'),
    ];
    const own = await staff(`${claimId}/decision`, { outcome: 'reimburse' }, 'ada');

    for (const { status, body } of answers)
      expect([status, body.code]).toEqual([409, 'conflict.own_account']);
    expect(own.body.code).toBe('conflict.own_work');
    expect((await ada.get(`/v1/fraud-claims/${claimId}`)).body.status).toBe('open');
  });

  it('has a clock that stands still while something is waited for, and comes first before it runs out', async () => {
    const [other, urgent] = [await claimed(600), await claimed(600)];
    const stopped = await staff(`${urgent.claim}/stop`, { reason: 'The police reference' });
    expect(stopped.body).toMatchObject({ status: 'waiting', waitsFor: 'The police reference' });
    expect(Date.parse(stopped.body.dueAt)).toBeGreaterThan(Date.parse(urgent.dueAt));
    expect((await staff(`${urgent.claim}/stop`, { reason: 'Again' })).body.code).toBe('conflict.claim_clock');
    const started = await staff(`${urgent.claim}/start`);
    expect([started.body.status, started.body.dueAt]).toEqual(['open', urgent.dueAt]);

    await bank.sql(`UPDATE payments.fraud_claims SET due_at = now() + interval '3 hours' WHERE id = $1`, [
      urgent.claim.slice(4),
    ]);
    const list = await eventually('the claim is escalated', async () => {
      const items = await undecided();
      return items.some(({ escalatedAt }) => escalatedAt !== null) && items;
    });
    const ids = list.map(({ id }) => id);
    expect(ids[0]).toBe(urgent.claim);
    expect(ids).toContain(other.claim);
    await eventually('the payer hears of the escalation', () =>
      Promise.resolve(
        stream.heard.some(
          ({ type, claim: about }) => type === 'claim.escalated' && about?.id === urgent.claim,
        ),
      ),
    );
  });

  it('is escalated no more when its clock runs again', async () => {
    const { claim: claimId } = await claimed(600);
    await staff(`${claimId}/stop`, { reason: 'The police reference' });
    await bank.sql(`UPDATE payments.fraud_claims SET due_at = now() + interval '3 hours' WHERE id = $1`, [
      claimId.slice(4),
    ]);
    await eventually('the claim is escalated', async () =>
      (await undecided()).some(({ id, escalatedAt }) => id === claimId && escalatedAt !== null),
    );
    const started = await staff(`${claimId}/start`);

    expect([started.body.status, started.body.escalatedAt]).toEqual(['open', null]);
  });

  it('is taken once, of settled payments of the last 13 months, and only from their payer', async () => {
    const { id, claim: claimId } = await claimed(500);
    const again = await claim(id);
    const old = await paid(500, {
      'paymo-event-time': new Date(Date.now() - 400 * 86_400_000).toISOString(),
    });
    const held = await payEverything(ada);

    expect([again.status, again.body.code, again.body.claimId]).toEqual([
      409,
      'conflict.claim_exists',
      claimId,
    ]);
    expect((await claim(old.id)).body.code).toBe('claim.too_late');
    expect((await claim(held.id)).body.code).toBe('conflict.payment_not_settled');
    const foreign = await ben.post(`/v1/payments/${id}/fraud-claims`, { story: 'Mine.' });
    expect([foreign.status, (await ben.get(`/v1/fraud-claims/${claimId}`)).status]).toEqual([404, 404]);
  });

  it('waits while a refund is under way, and takes off only what has come back', async () => {
    const { id, from, claim: claimId } = await claimed(3000);
    const reimburse = () => staff(`${claimId}/decision`, { outcome: 'reimburse' });
    const reservation = (age: string) =>
      bank.sql(
        `INSERT INTO payments.refunds (payment_id, original_id, amount_minor, key, reserved_at)
         VALUES (gen_random_uuid(), $1, 100, gen_random_uuid()::text, now() - $2::interval)`,
        [id.slice(4), age],
      );
    // Nobody decides the refund meanwhile.
    await bank.services.scoring.stop();
    const headers = { 'idempotency-key': `${id}-under-way`, prefer: 'wait=0' };
    const refund = (await ben.post(`/v1/payments/${id}/refunds`, { amount: 1000 }, headers)).body;
    const early = await reimburse();
    await ben.post(`/v1/payments/${refund.id}/cancel`);
    bank.services.scoring.start();
    await reservation('0 s');
    const reserved = await reimburse();
    await bank.sql('DELETE FROM payments.refunds WHERE original_id = $1 AND amount_minor = 100', [
      id.slice(4),
    ]);
    await reservation('2 hours');
    const before = (await ada.balance(from)).posted;
    const decided = await reimburse();

    for (const { status, body } of [early, reserved])
      expect([status, body.code, body.retryable]).toEqual([409, 'conflict.refund_under_way', true]);
    expect(decided.body.decision.reimbursement.amount).toEqual(money(3000));
    expect((await ada.balance(from)).posted).toBe(before + 3000);
  });
});
