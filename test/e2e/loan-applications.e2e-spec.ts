import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { money } from '../support/app.js';
import { type Bank, openBank } from '../support/bank.js';
import { askLoans, Borrower, nightlyRun } from '../support/borrower.js';

/** What speaks most against an applicant in the eyes of the model. */
const risky = {
  amount: money(200_000),
  months: 24,
  purpose: 'education',
  employmentYears: 'unemployed',
  savings: 'below_100',
  otherPlans: 'bank',
};

/** So little that next to nothing is left at the end of a month. */
const poorMinor = 50_000;

describe('an application', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
  }, 90_000);

  afterAll(() => bank.close());

  it('of someone whom the bank does not know is referred to a person', async () => {
    const borrower = await Borrower.unknown(bank);
    const { status, body } = await borrower.apply();
    expect(status).toBe(201);
    expect(body).toMatchObject({ outcome: 'refer', offer: null });
    expect(body.reasons).toEqual([
      {
        code: 'income_unverified',
        notice: 'Unable to verify income',
        sentence: 'Your account with us does not show three months of income yet.',
      },
    ]);
    expect(body.notice).toMatch(/decided by a computer.*have a person look again/);
  });

  it('of two months of income is referred, of three decided', async () => {
    const two = await Borrower.withIncome(bank, 200_000, 2);
    expect((await two.apply()).body.outcome).toBe('refer');
    const three = await Borrower.withIncome(bank, 200_000, 3);
    expect((await three.apply()).body.outcome).toBe('approve');
  });

  it('that the model thinks ill of is declined, for reasons that lower the risk when they are turned around', async () => {
    const probability = async (monthlyMinor: number, change: object): Promise<number> => {
      const { body } = await (await Borrower.withIncome(bank, monthlyMinor)).apply({ ...risky, ...change });
      const [row] = await bank.sql<{ probability: number }>(
        'SELECT probability FROM loans.decisions WHERE application_id = $1',
        [body.id.slice('app_'.length)],
      );
      return row?.probability ?? Number.NaN;
    };
    const { body } = await (await Borrower.withIncome(bank, poorMinor)).apply(risky);
    expect(body).toMatchObject({ outcome: 'decline', offer: null });
    const codes: string[] = body.reasons.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['account_movement', 'purpose_of_loan', 'obligations_elsewhere', 'length_of_loan']);

    const before = await probability(poorMinor, {});
    expect(await probability(200_000, {})).toBeLessThan(before);
    expect(await probability(poorMinor, { purpose: 'radio_tv' })).toBeLessThan(before);
    expect(await probability(poorMinor, { otherPlans: 'none' })).toBeLessThan(before);
    expect(await probability(poorMinor, { months: 6 })).toBeLessThan(before);
  });

  it('for more than the income carries is answered with what it does carry', async () => {
    const borrower = await Borrower.withIncome(bank, 70_000);
    const { body } = await borrower.apply({ amount: money(110_000), months: 6 });
    expect(body.outcome).toBe('counter_offer');
    expect(body.reasons[0].code).toBe('income_insufficient');
    // 700 in, 400 of rent at +20 %, and a buffer of 70: 150 a month.
    const [first] = body.offer.instalments;
    expect(first.paymentMinor).toBeLessThanOrEqual(15_000);
    expect(first.paymentMinor).toBeGreaterThan(14_600);
  });

  it('that no amount would fit is declined', async () => {
    const borrower = await Borrower.withIncome(bank, 52_000);
    const { body } = await borrower.apply();
    expect(body).toMatchObject({ outcome: 'decline' });
    expect(body.reasons.map(({ code }: { code: string }) => code)).toEqual([
      'income_insufficient',
      'obligations_excessive',
    ]);
  });

  it('races for one limit: together the offers never pass it', async () => {
    const borrower = await Borrower.withIncome(bank, 900_000);
    const months = [6, 7, 8, 9, 10, 11];
    const answers = await Promise.all(
      months.map((count) => borrower.apply({ amount: money(80_000), months: count })),
    );
    const offered: number[] = answers.flatMap(({ body }) =>
      body.offer === null ? [] : [body.offer.amount.value],
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(offered.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(300_000);
    expect(offered.length).toBeGreaterThanOrEqual(3);
    expect(answers.some(({ body }) => body.outcome !== 'approve')).toBe(true);
  });

  it('is answered with the same bytes under the same key, and refused under another within minutes', async () => {
    const borrower = await Borrower.withIncome(bank);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 4 }, () => borrower.apply({}, key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(3);

    const other = await borrower.apply({ months: 7 }, key);
    expect(other.body.type).toContain('conflict.idempotency_key_reused');
    const twin = await borrower.apply();
    expect(twin.body).toMatchObject({ status: 409, application: answers[0]?.body.id });
  });

  it.each([
    ['an amount below the product', { amount: money(4999) }, '/amount/value'],
    ['an amount above it', { amount: money(200_001) }, '/amount/value'],
    ['another currency', { amount: money(60_000, 'EUR') }, '/amount/currency'],
    ['too short a term', { months: 2 }, '/months'],
    ['too long a term', { months: 25 }, '/months'],
    ['half a month', { months: 6.5 }, '/months'],
    ['a birth date in the future', { birthDate: '2050-01-01' }, '/birthDate'],
    ['no such day', { birthDate: '1990-02-30' }, '/birthDate'],
    ['an unknown purpose', { purpose: 'gambling' }, '/purpose'],
    ['a protected attribute', { sex: 'f' }, '/sex'],
    ['an income of their own saying', { incomeMinor: -1 }, '/incomeMinor'],
  ])('with %s is refused, naming the field', async (_, change, pointer) => {
    const borrower = await Borrower.unknown(bank);
    const { status, body } = await borrower.apply(change);
    expect([400, 422]).toContain(status);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  it('of a child is refused on the eve of the eighteenth birthday, and taken on it', async () => {
    const borrower = await Borrower.unknown(bank);
    const { body } = await borrower.apply({ birthDate: '2008-06-16' });
    expect(body.type).toContain('loan.under_age');
    expect((await borrower.apply({ birthDate: '2008-06-15' })).status).toBe(201);
  });

  it('can be checked before, without a mark', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { body } = await borrower.post('/v1/loan-eligibility', borrower.application());
    expect(body).toMatchObject({ outcome: 'approve', amountMinor: 60_000 });
    const rows = await bank.sql('SELECT FROM loans.applications WHERE account_id = $1', [
      borrower.account.slice('acc_'.length),
    ]);
    expect(rows).toEqual([]);
  });

  it('has a price that anybody can ask for', async () => {
    const { status, body } = await askLoans(bank, bank.tokens.for('ada'), {
      path: '/v1/loan-quotes',
      body: { amount: money(100_000), months: 12 },
    });
    expect(status).toBe(200);
    expect(body.quotes.map(({ band }: { band: string }) => band)).toEqual(['A', 'B', 'C']);
    expect(body.quotes[0]).toMatchObject({ ratePercent: 14.9, aprPercent: 16, months: 12 });
  });
});

describe('an offer', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
  }, 90_000);

  afterAll(() => bank.close());

  it('is accepted on its last day, and not after', async () => {
    const [one, other] = [await Borrower.withIncome(bank), await Borrower.withIncome(bank)];
    const { offer } = (await one.apply()).body;
    expect((await one.accept(offer, '2026-07-14')).status).toBe(201);
    const late = (await other.apply()).body.offer;
    expect((await other.accept(late, '2026-07-15')).body).toMatchObject({
      status: 409,
      detail: 'The offer expired; apply again for a new one.',
    });
    await nightlyRun(bank, '2026-07-16');
    const rows = await bank.sql<{ status: string }>('SELECT status FROM loans.offers WHERE account_id = $1', [
      other.account.slice('acc_'.length),
    ]);
    expect(rows).toEqual([{ status: 'expired' }]);
  });

  it('is accepted once, by the agreement that was read', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { offer } = (await borrower.apply()).body;
    const changed = await borrower.accept({ ...offer, agreementHash: '0'.repeat(64) });
    expect(changed.body.type).toContain('conflict.offer_changed');
    const answers = await Promise.all(Array.from({ length: 4 }, () => borrower.accept(offer)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('shows the plan that the loan then has', async () => {
    const borrower = await Borrower.withIncome(bank);
    const { offer } = (await borrower.apply()).body;
    const { body: loan } = await borrower.accept(offer, '2026-07-03');
    expect(loan.instalments.map(({ paymentMinor }: { paymentMinor: number }) => paymentMinor)).toEqual(
      offer.instalments.map(({ paymentMinor }: { paymentMinor: number }) => paymentMinor),
    );
    expect(loan.instalments[0].dueOn).toBe('2026-08-03');

    await borrower.untilLoan(loan.id, (each) => each.status === 'active');
    const change = { kind: 'interest_freeze' };
    await borrower.care(`/v1/loans/${loan.id}/arrangements`, change, '2026-07-04');
    const pdf = await borrower.get(`/v1/loans/${loan.id}/agreement`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.body.subarray(0, 5).toString()).toBe('%PDF-');
    const hash = createHash('sha256').update(pdf.body).digest('hex');
    expect(hash).toBe((await borrower.loan(loan.id)).agreementPdfHash);
  });
});
