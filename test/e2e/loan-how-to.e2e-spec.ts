import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, eventually, openBank } from '../support/bank.js';

/** What the how-to needs on the reader's machine, and this test on ours. */
const hasTools = ['bash', 'curl', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0);
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

/** The blocks of shell of a page, in their order, without the indentation of the list that they stand in. */
function shellBlocks(page: string): string[] {
  return [...page.matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

describe('the how-to of taking out a loan', () => {
  let bank: Bank;
  const folder = mkdtempSync(join(tmpdir(), 'loan-how-to-'));

  beforeAll(async () => {
    bank = await openBank({ without: ['review', 'recommendations'] });
  }, 90_000);
  afterAll(async () => {
    await bank.close();
    rmSync(folder, { recursive: true });
  }, 60_000);

  /** Runs a block as the reader's shell would, with what the blocks before it have set. */
  function run(block: string): string {
    const keep = `declare -p ${variables.join(' ')} 2>/dev/null > state || true`;
    const script = `set -euo pipefail\n[ ! -f state ] || source ./state\n${block}\n${keep}`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${block}\nended with ${status}: ${stdout}${stderr}`);
    return stdout;
  }

  function untilRow(what: string, text: string): Promise<boolean> {
    return eventually(what, async () => (await bank.sql(text)).length > 0);
  }

  (hasTools ? it : it.skip)(
    'works as it is written',
    async () => {
      const blocks = shellBlocks(readFileSync('docs/how-to/take-out-a-loan.md', 'utf8'));
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
      expect(readFileSync(join(folder, 'agreement.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
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
