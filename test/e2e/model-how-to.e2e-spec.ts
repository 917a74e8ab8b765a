import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forgetState, writeState } from '../../tools/stack/stack-state.js';
import { App, money } from '../support/app.js';
import { type Bank, eventually, openBank, setting } from '../support/bank.js';
import { hasShellTools, HowTo } from '../support/how-to.js';

const page = 'docs/how-to/put-your-model-into-production.md';

describe('the how-to of a model in production', () => {
  let bank: Bank;
  const howTo = new HowTo(page, ['ROOT', 'PAYMO_HOME']);
  const home = setting('TEST_HOME');
  /** Stands for the reader's `npm start`, whose end would make the commands bring up a stack of their own. */
  const stack = spawn('sleep', ['600'], { argv0: 'paymo', stdio: 'ignore' });

  beforeAll(async () => {
    bank = await openBank({ services: ['gateway', 'scoring'] });
    writeState(home, {
      pid: stack.pid ?? 0,
      servicePids: [],
      gateway: bank.gateway,
      review: bank.review,
      recommendations: bank.recommendations,
      scoring: bank.scoring,
      issuer: setting('TEST_ISSUER'),
      loans: bank.loans,
      adminUrl: bank.adminUrl,
      kafkaBrokers: setting('TEST_KAFKA_BROKERS'),
    });
    howTo.run(`ROOT=${resolve('.')}; export PAYMO_HOME=${home}; ln -s $ROOT/models models
      npx() { shift; node $ROOT/dist/tools/cli/main.js "$@"; }`);
  }, 90_000);
  afterAll(async () => {
    forgetState(home);
    stack.kill();
    await bank.close();
    howTo.close();
  }, 60_000);

  (hasShellTools ? it : it.skip)(
    'works as it is written, from a log of payments to the champion and back',
    async () => {
      await somePayments(bank);
      const { blocks } = howTo;
      expect(blocks).toHaveLength(7);
      const [simulate = '', train = '', validate = '', push = '', live = '', promote = '', back = ''] =
        blocks;
      // A smaller town than the reader's.
      howTo.run(simulate.replace('--seed 7 --customers 2000', '--seed 4 --customers 200'));
      expect(howTo.run(train)).toMatch(/AP/);
      expect(howTo.run(validate)).toMatch(/accepted/);
      expect(howTo.run(push)).toMatch(/fraud\/3/);
      expect(howTo.file('replay.html').toString()).toContain('fraud/3 against fraud/2');
      expect(howTo.run(live)).toMatch(/canary/);
      expect(howTo.run(promote)).toMatch(
        /ada; a second person has to promote it too\nfraud\/3: promoted by ben/,
      );
      expect(howTo.run(back)).toMatch(/fraud\/2/);
    },
    300_000,
  );
});

/** Decisions for the replay to go over. */
async function somePayments(bank: Bank): Promise<void> {
  const app = new App(bank);
  const [payer, payee] = await Promise.all([app.openAccount(1_000_000), app.openAccount(0)]);
  for (let amount = 1000; amount < 1050; amount += 1) {
    const { status } = await app.pay({ payer, payee, amount: money(amount) });
    expect(status).toBe(201);
  }
  await eventually('they are decided', async () => {
    const [row] = await bank.sql<{ decided: number }>(
      'SELECT count(*)::int AS decided FROM scoring.decisions',
    );
    return row?.decided === 50;
  });
}
