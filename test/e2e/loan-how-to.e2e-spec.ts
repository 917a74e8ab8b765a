import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, eventually, openBank } from '../support/bank.js';
import { hasShellTools, HowTo } from '../support/how-to.js';

const variables = [
  'GATEWAY',
  'LOANS',
  'json',
  'auth',
  'bank',
  'employer',
  'me',
  'at',
  'offer',
  'loan',
  'day',
];

describe('the how-to of taking out a loan', () => {
  let bank: Bank;
  const howTo = new HowTo('docs/how-to/take-out-a-loan.md', variables);
  const run = (block: string) => howTo.run(block);

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring', 'loans'] });
  }, 90_000);
  afterAll(async () => {
    await bank.close();
    howTo.close();
  }, 60_000);

  function untilRow(what: string, text: string): Promise<boolean> {
    return eventually(what, async () => (await bank.sql(text)).length > 0);
  }

  (hasShellTools ? it : it.skip)(
    'works as it is written',
    async () => {
      const { blocks } = howTo;
      expect(blocks).toHaveLength(6);
      const [, income = '', ask = '', sign = '', month = '', settle = ''] = blocks;
      const { tokens } = bank;
      // In place of the first block, which starts a stack of the reader's own.
      run(`GATEWAY=${bank.gateway}; LOANS=${bank.loans}; json='content-type: application/json'
        auth='authorization: Bearer ${tokens.for('ada')}'; bank='authorization: Bearer ${tokens.service('bank')}'`);

      expect(run(income).trim().split('\n')).toEqual(['settled', 'settled', 'settled']);
      await untilRow('lending knows the income', 'SELECT FROM loans.account_months OFFSET 5');
      expect(JSON.parse(run(ask))).toMatchObject({ outcome: 'approve', offer: { status: 'open' } });

      expect(run(sign)).toContain('"paying_out"');
      expect(howTo.file('agreement.pdf').subarray(0, 5).toString()).toBe('%PDF-');
      await untilRow('the loan is paid out', `SELECT FROM loans.loans WHERE status = 'active'`);
      expect(run(month)).toContain('"kind": "due"');

      const paid = `SELECT FROM loans.loan_transfers WHERE kind = 'due' AND status = 'applied'`;
      await untilRow('the instalment is paid', paid);
      const [until] = settle.split('npx paymo ledger verify');
      run(until ?? '');
      await untilRow('the loan is settled', `SELECT FROM loans.loans WHERE ending = 'settled_early'`);
      expect((await bank.verifyLedger()).faults).toEqual([]);
    },
    60_000,
  );
});
