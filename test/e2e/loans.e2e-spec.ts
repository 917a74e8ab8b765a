import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { App, money } from '../support/app.js';
import { type Bank, bearer, openBank } from '../support/bank.js';
import { Borrower, nightlyRun } from '../support/borrower.js';

/** How many collections of a loan one day has. */
async function collectionsOn(borrower: Borrower, loanId: string, day: string): Promise<number> {
  const { transfers } = await borrower.statement(loanId);
  return transfers.filter(({ kind, on }) => kind === 'due' && on === day).length;
}

describe('a loan', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
  }, 90_000);

  afterAll(() => bank.close());

  afterEach(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
  });

  it('is asked for, offered, signed, paid out, collected and repaid', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();

    const response = await borrower.apply();
    expect(response.status).toBe(201);
    const { body: application } = response;
    expect(application).toMatchObject({ outcome: 'approve', reasons: [], amount: money(60_000) });
    const { offer } = application;
    expect(offer).toMatchObject({ status: 'open', amount: money(60_000), months: 6 });
    expect(offer.expiresAt).toBe('2026-07-15T12:00:00.000Z');
    expect(offer.instalments).toHaveLength(6);

    const { status, body: loan } = await borrower.accept(offer);
    expect(status).toBe(201);
    await borrower.untilLoan(loan.id, (each) => each.status === 'active');
    expect(await borrower.balance()).toBe(before + 60_000);

    for (const { dueOn } of offer.instalments) {
      await nightlyRun(bank, dueOn);
      await borrower.untilQuiet(loan.id);
      expect(await collectionsOn(borrower, loan.id, dueOn)).toBe(1);
    }
    const repaid = await borrower.loan(loan.id);
    expect(repaid).toMatchObject({ status: 'closed', ending: 'repaid', principalOwed: money(0) });
    expect(await borrower.balance()).toBe(before - offer.chargesMinor);
  }, 60_000);

  it('is not paid out when the account was closed meanwhile', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { body } = await borrower.apply();
    await new App(bank).post(`/v1/accounts/${borrower.account}/close`);
    const { body: loan } = await borrower.accept(body.offer);
    const cancelled = await borrower.untilLoan(loan.id, ({ status }) => status === 'cancelled');
    expect(cancelled).toMatchObject({ ending: 'payout_refused', principalOwed: money(0) });
  });

  it('is settled early at the day\u2019s figure', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const id = await borrower.borrow();
    const { body: figure } = await borrower.get(`/v1/loans/${id}/settlement`, '2026-07-01');
    expect(figure).toMatchObject({ on: '2026-07-01', principalMinor: 60_000 });
    expect(figure.interestMinor).toBeGreaterThan(0);

    expect(
      (await borrower.post(`/v1/loans/${id}/repayments`, { kind: 'settlement' }, '2026-07-01')).status,
    ).toBe(202);
    await borrower.untilLoan(id, ({ status }) => status === 'closed');
    expect(await borrower.loan(id)).toMatchObject({ ending: 'settled_early', principalOwed: money(0) });
    expect(await borrower.balance()).toBe(before - figure.interestMinor);
  });

  it('is withdrawn from within 14 days, at the interest of the days', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const id = await borrower.borrow();
    await borrower.post(`/v1/loans/${id}/repayments`, { kind: 'withdrawal' }, '2026-06-29');
    const loan = await borrower.untilLoan(id, ({ status }) => status === 'closed');
    expect(loan.ending).toBe('withdrawn');
    const cost = before - (await borrower.balance());
    expect(cost).toBe(Math.floor((60_000 * (loan.ratePercent / 100) * 14) / 360));
  });

  it('is not withdrawn from on the fifteenth day', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    const { body } = await borrower.post(`/v1/loans/${id}/repayments`, { kind: 'withdrawal' }, '2026-06-30');
    expect(body).toMatchObject({ status: 422, type: expect.stringContaining('loan.not_possible') });
  });

  it('is paid off in part: the instalments fall, or the loan ends earlier', async () => {
    const borrower = await Borrower.withIncome(bank);
    const [first, second] = [await borrower.borrow(), await borrower.borrow({ purpose: 'repairs' })];
    const part = { kind: 'partial', amount: money(30_000) };
    await borrower.post(`/v1/loans/${first}/repayments`, { ...part, keep: 'term' }, '2026-07-01');
    await borrower.post(`/v1/loans/${second}/repayments`, { ...part, keep: 'instalment' }, '2026-07-01');
    const lower = await borrower.untilLoan(first, ({ plan }) => plan === 2);
    const shorter = await borrower.untilLoan(second, ({ plan }) => plan === 2);
    expect(lower.instalments).toHaveLength(6);
    expect(lower.principalOwed.value).toBeLessThan(30_500);
    expect(shorter.instalments.length).toBeLessThan(5);
  });

  it('falls into arrears, ages, is charged off and recovered', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    await borrower.spendAllBut(1000);
    const instalment = (await borrower.loan(id)).instalments[0]!.paymentMinor;

    await nightlyRun(bank, '2026-07-15');
    await borrower.untilQuiet(id);
    expect((await borrower.loan(id)).instalments[0]!.paidMinor).toBe(1000);

    await nightlyRun(bank, '2026-07-16');
    await borrower.untilQuiet(id);
    expect(await borrower.loan(id)).toMatchObject({ daysPastDue: 1, bucket: '1-29' });
    await nightlyRun(bank, '2026-10-13');
    await borrower.untilQuiet(id);
    expect(await borrower.loan(id)).toMatchObject({ daysPastDue: 90, bucket: '90+' });

    const staff = { note: 'No answer.' };
    const early = await borrower.care(`/v1/loans/${id}/charge-off`, staff, '2026-10-12');
    expect(early.status).toBe(422);
    expect((await borrower.care(`/v1/loans/${id}/charge-off`, staff, '2026-10-13')).status).toBe(201);
    await nightlyRun(bank, '2026-10-15');
    expect(await collectionsOn(borrower, id, '2026-10-15')).toBe(0);

    await borrower.earn(200_000, '2026-11-01');
    const { instalments } = await borrower.loan(id);
    const owed = instalments.reduce((sum, each) => sum + each.paymentMinor - each.paidMinor, 0);
    expect(owed).toBeLessThan(instalment * 6);
    const recovery = { kind: 'recovery', amount: money(owed) };
    expect((await borrower.post(`/v1/loans/${id}/repayments`, recovery, '2026-11-02')).status).toBe(202);
    await borrower.untilLoan(id, ({ status }) => status === 'closed');
    expect(await borrower.loan(id)).toMatchObject({ ending: 'recovered', principalOwed: money(0) });
  }, 60_000);

  it('is changed for a customer in difficulty, at no cost without consent', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    const path = `/v1/loans/${id}/arrangements`;
    const holiday = { kind: 'payment_holiday', months: 2 };

    const refused = await borrower.care(path, holiday, '2026-07-01');
    expect(refused.body).toMatchObject({
      status: 422,
      type: expect.stringContaining('loan.consent_missing'),
    });
    expect(Number(refused.body.extraMinor)).toBeGreaterThan(0);
    const { body: later } = await borrower.care(path, { ...holiday, consent: true }, '2026-07-01');
    expect(later.instalments[0].dueOn).toBe('2026-09-15');

    const frozen = await borrower.care(path, { kind: 'interest_freeze' }, '2026-07-01');
    expect(frozen.body).toMatchObject({ ratePercent: 0, plan: 3 });

    await borrower.care(path, { kind: 'breathing_space' }, '2026-09-01');
    await nightlyRun(bank, '2026-09-15');
    expect(await collectionsOn(borrower, id, '2026-09-15')).toBe(0);
    await nightlyRun(bank, '2026-11-01');
    await borrower.untilQuiet(id);
    expect(await collectionsOn(borrower, id, '2026-11-01')).toBe(1);
  });

  it('of a vulnerable customer is collected on its day, and what was missed is left to people', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    const flag = { isVulnerable: true };
    const own = await borrower.post(`/v1/loans/${id}/vulnerability`, flag);
    expect(own.status).toBe(403);
    expect((await borrower.care(`/v1/loans/${id}/vulnerability`, flag)).body).toMatchObject(flag);

    await nightlyRun(bank, '2026-07-15');
    await borrower.untilQuiet(id);
    expect(await collectionsOn(borrower, id, '2026-07-15')).toBe(1);
    await borrower.spendAllBut(0);
    await nightlyRun(bank, '2026-08-15');
    await borrower.untilQuiet(id);
    await borrower.earn(50_000);
    await nightlyRun(bank, '2026-08-16');
    expect(await collectionsOn(borrower, id, '2026-08-16')).toBe(0);
    expect(await borrower.loan(id)).toMatchObject({ isVulnerable: true, bucket: '1-29' });
    await nightlyRun(bank, '2026-09-15');
    await borrower.untilQuiet(id);
    expect(await collectionsOn(borrower, id, '2026-09-15')).toBe(1);

    await borrower.care(`/v1/loans/${id}/vulnerability`, { isVulnerable: false });
    await nightlyRun(bank, '2026-09-16');
    expect(await collectionsOn(borrower, id, '2026-09-16')).toBe(1);
  });

  it('ends its arrears when it is aged anew', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    await borrower.spendAllBut(0);
    await nightlyRun(bank, '2026-08-20');
    await borrower.untilQuiet(id);
    expect(await borrower.loan(id)).toMatchObject({ bucket: '30-59' });
    const change = { kind: 're_age', consent: true };
    await borrower.care(`/v1/loans/${id}/arrangements`, change, '2026-08-20');
    await nightlyRun(bank, '2026-08-21');
    expect(await borrower.loan(id)).toMatchObject({ bucket: 'current', daysPastDue: 0 });
  });

  it('is refunded after a complaint, at most by what was paid', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    await nightlyRun(bank, '2026-07-15');
    await borrower.untilQuiet(id);
    const before = await borrower.balance();
    const staff = { note: 'The interest was not explained.' };
    expect((await borrower.care(`/v1/loans/${id}/complaints`, staff)).status).toBe(201);
    const tooMuch = await borrower.care(`/v1/loans/${id}/refunds`, { ...staff, amount: money(50_000) });
    expect(tooMuch.status).toBe(422);
    await borrower.care(`/v1/loans/${id}/refunds`, { ...staff, amount: money(500) });
    await borrower.untilQuiet(id);
    expect(await borrower.balance()).toBe(before + 500);
    const { history } = await borrower.statement(id);
    expect(history.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['complaint', 'refund_ordered', 'refund_applied']),
    );
  });

  it('is never charged twice for a day, however often the night runs', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    const before = await borrower.balance();
    const instalment = (await borrower.loan(id)).instalments[0]!.paymentMinor;
    await Promise.all(Array.from({ length: 4 }, () => nightlyRun(bank, '2026-07-15')));
    await borrower.untilQuiet(id);
    await nightlyRun(bank, '2026-07-15');
    await borrower.untilQuiet(id);
    expect(await borrower.balance()).toBe(before - instalment);
  });

  it('is not charged or made younger by a run for an earlier day', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    const before = await borrower.balance();
    const { instalments } = await borrower.loan(id);
    const [first, second] = instalments;
    await nightlyRun(bank, '2026-08-15');
    await borrower.untilQuiet(id);
    const paid = first!.paymentMinor + second!.paymentMinor;
    expect(await borrower.balance()).toBe(before - paid);
    await borrower.spendAllBut(0);
    await nightlyRun(bank, '2026-10-20');
    await borrower.untilQuiet(id);
    const aged = await borrower.loan(id);
    expect(aged).toMatchObject({ bucket: '30-59' });
    const left = await borrower.balance();

    for (const day of ['2026-07-15', '2026-08-14', '2026-09-20']) await nightlyRun(bank, day);
    await borrower.untilQuiet(id);
    expect(await borrower.loan(id)).toMatchObject({ bucket: '30-59', daysPastDue: aged.daysPastDue });
    expect(await borrower.balance()).toBe(left);
  });

  it('takes no repayment that is larger than the debt', async () => {
    const borrower = await Borrower.withIncome(bank);
    const id = await borrower.borrow();
    const before = await borrower.balance();
    const owed = (await borrower.loan(id)).instalments.reduce((sum, each) => sum + each.paymentMinor, 0);
    for (const kind of ['repayment', 'partial']) {
      const { body } = await borrower.post(`/v1/loans/${id}/repayments`, { kind, amount: money(owed + 1) });
      expect(body).toMatchObject({ status: 422, code: 'loan.amount_too_large' });
    }
    expect(await borrower.balance()).toBe(before);
    const { status } = await borrower.post(`/v1/loans/${id}/repayments`, {
      kind: 'repayment',
      amount: money(owed),
    });
    expect(status).toBe(202);
    const repaid = await borrower.untilLoan(id, (each) => each.status === 'closed');
    expect(repaid).toMatchObject({ ending: 'repaid', principalOwed: money(0) });
  });

  it('is one of a portfolio', async () => {
    const { body } = await request(bank.loans)
      .get('/admin/loans/portfolio')
      .set(bearer(bank.tokens.for('sam')));
    expect(body.approvalRate).toBeGreaterThan(0);
    expect(body.vintages[0]).toMatchObject({ month: '2026-06' });
    const counted = body.loans.reduce((sum: number, each: { loans: number }) => sum + each.loans, 0);
    const [row] = await bank.sql<{ loans: string }>('SELECT count(*) AS loans FROM loans.loans');
    expect(counted).toBe(Number(row?.loans));
  });
});
