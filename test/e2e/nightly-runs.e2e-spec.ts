import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { money } from '../support/app.js';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';

describe('by the clock', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({
      services: ['gateway', 'scoring', 'loans', 'recommendations'],
      environment: { NIGHTLY_RUN_AT: '*/2 * * * * *' },
    });
  });

  afterAll(() => bank.close());

  it('what is due of loans is collected', async () => {
    const borrower = await Borrower.withIncome(bank);
    // Borrowers live in June, runs today: one that falls between an offer and its acceptance ends the offer.
    let pounds = 600;
    const id = await eventually('a loan is paid out', () => {
      pounds += 1;
      return borrower.borrow({ amount: money(pounds * 100) });
    });
    const isPaid = ({ paidMinor, paymentMinor }: { paidMinor: number; paymentMinor: number }): boolean =>
      paidMinor === paymentMinor;
    const loan = await borrower.untilLoan(id, ({ instalments }) => isPaid(instalments[0]!));
    const past = loan.instalments.filter(({ dueOn }) => dueOn <= new Date().toISOString().slice(0, 10));
    expect(past.every(isPaid)).toBe(true);
    expect((await bank.verifyLedger()).faults).toEqual([]);
  });

  it('recommendations are made, each run for the moment at which it was due', async () => {
    const moments = await eventually('there are two runs', async () => {
      const rows = await bank.sql<{ as_of: Date }>('SELECT as_of FROM recommendations.generations');
      return rows.length < 2 ? undefined : rows.map(({ as_of }) => as_of.getTime());
    });
    expect(moments.filter((moment) => moment % 2000 !== 0)).toEqual([]);
    expect(new Set(moments).size).toBe(moments.length);
  });
});
