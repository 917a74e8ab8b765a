import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { type Bank, bearer, openBank } from '../support/bank.js';
import { askLoans, Borrower } from '../support/borrower.js';
import { judgeReview, type QueuedReview, reviewQueue } from '../support/loan-reviews.js';

let bank: Bank;

beforeAll(async () => {
  bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
}, 90_000);

afterAll(() => bank.close());

const judge = (id: string, verdict: 'approve' | 'decline', reviewer: string): Promise<Response> =>
  judgeReview(bank, id, verdict, reviewer);
const queue = (at?: string): Promise<QueuedReview[]> => reviewQueue(bank, at);

const contest = { statement: 'My income goes to another bank.' };

describe('a person', () => {
  it('finds referrals in the queue with their facts, and a clock', async () => {
    const borrower = await Borrower.unknown(bank);
    const { body: application } = await borrower.apply();
    const entry = (await queue()).find((each) => each['application'] === application.id);
    expect(entry).toMatchObject({
      kind: 'referral',
      status: 'open',
      dueAt: '2026-06-18T12:00:00.000Z',
      isOverdue: false,
      facts: { account: borrower.account, income: { monthsOfHistory: 0 } },
      decided: { outcome: 'refer' },
    });
    expect(Object.keys(entry ?? {}).indexOf('facts')).toBeLessThan(
      Object.keys(entry ?? {}).indexOf('decided'),
    );
    const late = (await queue('2026-06-19T00:00:00Z')).find((each) => each['application'] === application.id);
    expect(late).toMatchObject({ isOverdue: true });
  });

  it('approves what was not only together with another, and the customer has an offer', async () => {
    const borrower = await Borrower.unknown(bank);
    const { body: application } = await borrower.apply();
    const entry = (await queue()).find((each) => each['application'] === application.id);
    const id = String(entry?.['id']);
    expect((await judge(id, 'approve', 'anna')).body).toMatchObject({ status: 'proposed', proposer: 'anna' });
    expect((await judge(id, 'approve', 'anna')).body.type).toContain('conflict.own_work');
    expect((await judge(id, 'approve', 'ben')).body).toMatchObject({ status: 'approved', reviewer: 'ben' });
    expect((await judge(id, 'decline', 'ben')).body.type).toContain('conflict.review_closed');

    const path = `/v1/loan-applications/${application.id}`;
    const { body } = await askLoans(bank, bank.tokens.for('sam'), { path });
    expect(body.offer).toMatchObject({ status: 'open', ratePercent: 39.9 });
    const { body: loan } = await borrower.accept(body.offer);
    await borrower.untilLoan(loan.id, ({ status }) => status === 'active');
  });

  it('is asked by a customer who does not agree, once at a time', async () => {
    const borrower = await Borrower.withIncome(bank, 52_000);
    const { body: application } = await borrower.apply();
    expect(application.outcome).toBe('decline');
    const path = `/v1/loan-applications/${application.id}/contests`;
    const [one, two] = [await borrower.post(path, contest), await borrower.post(path, contest)];
    expect(one.status).toBe(201);
    expect(one.body).toMatchObject({ kind: 'contest', status: 'waiting', statement: contest.statement });
    expect(two.body.id).toBe(one.body.id);
    expect((await judge(one.body.id, 'decline', 'anna')).body.status).toBe('declined');
    expect((await borrower.post(path, contest)).body.id).not.toBe(one.body.id);
  });

  it('cannot be asked about an application that is not there', async () => {
    const borrower = await Borrower.unknown(bank);
    const path = `/v1/loan-applications/app_${randomUUID()}/contests`;
    expect((await borrower.post(path, contest)).status).toBe(404);
  });
});

describe('stored decisions', () => {
  it('are made anew with the same bytes', async () => {
    const rows = await bank.sql<{ id: string }>('SELECT id FROM loans.applications');
    expect(rows.length).toBeGreaterThan(2);
    for (const { id } of rows) {
      const { body } = await request(bank.loans)
        .post(`/admin/loans/decisions/app_${id}/replay`)
        .set(bearer(bank.tokens.for('sam')));
      expect(body).toEqual({ verdict: 'same', why: null });
    }
  });

  it('that were tampered with are told apart', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { body } = await borrower.apply();
    await bank.sql(
      `UPDATE loans.decisions SET record = replace(record::text, '"outcome":"approve"', '"outcome":"decline"')::json
       WHERE application_id = $1`,
      [body.id.slice('app_'.length)],
    );
    const replayed = await request(bank.loans)
      .post(`/admin/loans/decisions/${body.id}/replay`)
      .set(bearer(bank.tokens.for('sam')));
    expect(replayed.body.verdict).toBe('different');
  });

  it('show what a stricter policy would change', async () => {
    const policy = JSON.parse(await readFile('models/credit/policy.json', 'utf8'));
    const same = await request(bank.loans)
      .post('/admin/loans/swap-sets')
      .set(bearer(bank.tokens.for('sam')))
      .send({ policy });
    expect(same.body.swaps).toEqual([]);
    expect(same.body.expectedLossAfterMinor).toBeGreaterThan(0);
    const strict = { ...policy, version: '2', bands: [{ ...policy.bands[0], defaultMax: 0.01 }] };
    const { body } = await request(bank.loans)
      .post('/admin/loans/swap-sets')
      .set(bearer(bank.tokens.for('sam')))
      .send({ policy: strict });
    expect(body.swaps).toContainEqual(expect.objectContaining({ from: 'approve', to: 'refer' }));
    expect(body.expectedLossAfterMinor).toBe(0);
  });
});
