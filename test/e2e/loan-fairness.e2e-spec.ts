import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { readFairness } from '../../tools/loans/fairness-report.js';
import { type Bank, openBank } from '../support/bank.js';
import { Borrower } from '../support/borrower.js';

describe('what decisions may not look at', () => {
  let bank: Bank;

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
    const borrower = await Borrower.withIncome(bank);
    await borrower.apply({ birthDate: '2004-02-03' });
    await borrower.apply({ birthDate: '1950-02-03', months: 7 });
    await borrower.apply({ birthDate: '1950-02-03', months: 8 });
  }, 90_000);
  afterAll(() => bank.close(), 60_000);

  async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  it('is read by the report alone, with the outcomes', async () => {
    const report = await readFairness(bank.adminUrl);
    expect(report.groups).toMatchObject([
      { group: '18-24', applications: 1, approved: 1, approvalRate: 1 },
      { group: '65+', applications: 2, approved: 2 },
    ]);
    expect(report).toMatchObject({ approvalRateRatio: null, passed: true });
  });

  it('is closed to lending, which added it', async () => {
    const reading = as(bank.roleUrl('loans'), (client) =>
      client.query('SELECT age_band FROM loans_protected.applicants'),
    );
    await expect(reading).rejects.toThrow('permission denied');
  });

  it('is the only thing about customers that the report reads', async () => {
    for (const text of ['SELECT answers FROM loans.applications', 'SELECT record FROM loans.decisions']) {
      const reading = as(bank.adminUrl, async (client) => {
        await client.query('SET ROLE paymo_fairness');
        await client.query(text);
      });
      await expect(reading).rejects.toThrow('permission denied');
    }
  });

  it('leaves no birth date anywhere in the records', async () => {
    const rows = await bank.sql(
      `SELECT FROM loans.applications a JOIN loans.decisions d ON d.application_id = a.id
       WHERE a::text LIKE '%1950-02-03%' OR d::text LIKE '%1950-02-03%'`,
    );
    expect(rows).toEqual([]);
  });
});
