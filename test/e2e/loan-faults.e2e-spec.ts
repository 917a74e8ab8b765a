import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { Borrower, nightlyRun, today } from '../support/borrower.js';

const due = '2026-07-15';

describe('lending that is killed', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
  }, 90_000);
  afterAll(() => bank.close(), 60_000);
  afterEach(async () => {
    expect((await bank.verifyLedger()).faults).toEqual([]);
  });

  /** Kills lending while it waits, inside a transaction, to write into a table. */
  async function killAtWriteTo(table: string, work: () => Promise<unknown>): Promise<void> {
    const blocker = new pg.Client({ connectionString: bank.adminUrl });
    await blocker.connect();
    try {
      await blocker.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
      const cutOff = work().catch(() => undefined);
      await eventually(`lending waits for ${table}`, async () => {
        const waiting = await bank.sql('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', [
          table,
        ]);
        return waiting.length > 0;
      });
      bank.services.loans.kill();
      await cutOff;
    } finally {
      await blocker.end();
    }
    await bank.services.loans.untilReady();
  }

  async function countOf(text: string, id: string): Promise<number> {
    const [row] = await bank.sql<{ count: string }>(text, [id.slice(id.indexOf('_') + 1)]);
    return Number(row?.count);
  }

  it('between the decision and its offer has made both once when it is asked again', async () => {
    const borrower = await Borrower.withIncome(bank);
    const key = randomUUID();
    await killAtWriteTo('loans.offers', () => borrower.apply({}, key));
    const { status, body } = await borrower.apply({}, key);
    expect(status).toBe(201);
    expect(body).toMatchObject({ outcome: 'approve', offer: { status: 'open' } });
    const counted = `
      SELECT count(*) FROM loans.applications a JOIN loans.decisions d ON d.application_id = a.id
      JOIN loans.offers o ON o.application_id = a.id WHERE a.account_id = $1`;
    expect(await countOf(counted, borrower.account)).toBe(1);
    expect((await borrower.apply({}, key)).body).toEqual(body);
  }, 60_000);

  it('inside an acceptance pays out once', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const { body } = await borrower.apply();
    const key = randomUUID();
    await killAtWriteTo('loans.loan_transfers', () => borrower.accept(body.offer, today, key));
    const { body: loan } = await borrower.accept(body.offer, today, key);
    await borrower.untilLoan(loan.id, ({ status }) => status === 'active');
    expect(await borrower.balance()).toBe(before + 60_000);
  }, 60_000);

  it('between acceptance and pay-out, and after the collection was asked for, goes on once', async () => {
    const borrower = await Borrower.withIncome(bank);
    const before = await borrower.balance();
    const { body } = await borrower.apply();
    const key = randomUUID();
    const { body: loan } = await borrower.accept(body.offer, today, key);
    bank.services.loans.kill();
    bank.services.gateway.kill();
    await Promise.all([bank.services.loans.untilReady(), bank.services.gateway.untilReady()]);
    await borrower.untilLoan(loan.id, ({ status }) => status === 'active');
    expect((await borrower.accept(body.offer, today, key)).body.id).toBe(loan.id);
    expect(await borrower.balance()).toBe(before + 60_000);

    bank.services.gateway.kill();
    await nightlyRun(bank, due);
    bank.services.loans.kill();
    await Promise.all([bank.services.loans.untilReady(), bank.services.gateway.untilReady()]);
    await nightlyRun(bank, due);
    await borrower.untilQuiet(loan.id);
    const [first] = (await borrower.loan(loan.id)).instalments;
    expect(first?.paidMinor).toBe(first?.paymentMinor);
    expect(await borrower.balance()).toBe(before + 60_000 - (first?.paymentMinor ?? 0));
  }, 90_000);

  it.each([
    ['inside the collection of a shard of the night', 'loans.loan_transfers'],
    ['between the collection of a shard and its ageing', 'loans.loans'],
  ])(
    '%s charges each of its loans once when the night runs again',
    async (_, table) => {
      const borrowers = [await Borrower.withIncome(bank), await Borrower.withIncome(bank)];
      const loans = await Promise.all(borrowers.map((borrower) => borrower.borrow()));
      await borrowers[1]!.spendAllBut(1000);
      const before = await Promise.all(borrowers.map((borrower) => borrower.balance()));

      await killAtWriteTo(table, () => nightlyRun(bank, due));
      await nightlyRun(bank, due);
      await nightlyRun(bank, due);
      for (const [index, borrower] of borrowers.entries()) {
        const loan = loans[index]!;
        await borrower.untilQuiet(loan);
        const counted = `SELECT count(*) FROM loans.loan_transfers WHERE kind = 'due' AND loan_id = $1`;
        expect(await countOf(counted, loan)).toBe(1);
        const { paymentMinor, paidMinor } = (await borrower.loan(loan)).instalments[0]!;
        expect(paidMinor).toBe(index === 0 ? paymentMinor : 1000);
        expect(await borrower.balance()).toBe(before[index]! - paidMinor);
      }
      const late = await nightlyRun(bank, '2026-07-16');
      expect(late.body.aged).toBeGreaterThan(0);
    },
    90_000,
  );
});
