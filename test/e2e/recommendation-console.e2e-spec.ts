import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type PaymentSettled, paymentSettled } from '@paymo/contracts';
import { bearer, eventually } from '../support/bank.js';
import { type ConsoleBank, openConsoleBank, picture, seriousFaults } from '../support/console.js';
import { publish } from '../support/messages.js';
import { numbered } from '../support/numbered.js';

const customers = Array.from({ length: 6 }, (_, index) => numbered('c', index));
const shops = Array.from({ length: 6 }, (_, index) => numbered('a', index));
const place = { page: '/recommendations', heading: 'Paymo recommendations' };

describe('the console of recommendations', () => {
  let opened: ConsoleBank;
  let dana: Page;

  beforeAll(async () => {
    opened = await openConsoleBank({ EXPLORATION_SHARE: '0.5' }, ['review', 'recommendations']);
    const purchases = customers.flatMap((payerId, index) =>
      [0, 1, 2].map((step): PaymentSettled => {
        const at = Date.now() - (step + 1) * 3_600_000;
        return {
          paymentId: randomUUID(),
          payerId,
          payeeId: shops[(index + step) % shops.length]!,
          amount: { value: 500, currency: 'GBP' },
          type: 'payment',
          status: 'settled',
          occurredAtMs: at,
          settledAtMs: at,
        };
      }),
    );
    await publish<PaymentSettled>(opened.bank, paymentSettled, purchases);
    await eventually('the purchases are collected', async () => {
      const [row] = await opened.bank.sql<{ n: string }>(
        'SELECT count(*) AS n FROM recommendations.collected_events',
      );
      return Number(row?.n) >= purchases.length;
    });
    for (const customer of customers)
      await ask('PATCH', `/admin/recommendation-customers/acc_${customer}`, { hasConsent: true });
    for (let run = 0; run < 2; run += 1) await ask('POST', '/admin/recommendation-runs');
    const list = await ask('GET', `/v1/recommendations?account=acc_${customers[0]}`);
    const [first, second] = list.items;
    const feedback = { account: `acc_${customers[0]}`, generation: Number(list.generation) };
    for (const kind of ['shown', 'opened'])
      await ask('POST', '/v1/recommendations/feedback', { ...feedback, item: first!.item, kind });
    await ask('POST', '/v1/recommendations/feedback', { ...feedback, item: second!.item, kind: 'dismissed' });
    dana = await opened.signIn('Dana, a data scientist', place);
  }, 120_000);
  afterAll(() => opened.close(), 60_000);

  async function ask(
    method: string,
    path: string,
    body?: object,
    token = opened.bank.tokens.service('test'),
  ): Promise<{ items: { item: string }[]; generation: string }> {
    const response = await fetch(`${opened.bank.recommendations}${path}`, {
      method,
      headers: { ...bearer(token), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return JSON.parse((await response.text()) || '{}');
  }

  const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click();

  it('shows the last runs with their checks', async () => {
    const runs = await dana.getByRole('table', { name: 'Last runs' }).innerText();
    expect(runs).toContain('ready, is read');
    expect(runs).toContain('coverage met (1, limit 0.95)');
    await picture(dana, 'recommendation-runs');
    expect(await seriousFaults(dana)).toEqual([]);
  });

  it('rolls back for those who may, once they have confirmed it', async () => {
    const current = await dana.getByTestId('current').innerText();
    await dana.getByRole('button', { name: 'Roll back' }).click();
    await dana.getByRole('button', { name: 'No', exact: true }).click();
    expect(await dana.getByTestId('current').innerText()).toBe(current);
    await dana.getByRole('button', { name: 'Roll back' }).click();
    await dana.getByRole('button', { name: 'Yes, roll back' }).click();
    await dana.getByRole('cell', { name: 'rolled_back' }).waitFor();
    expect(await dana.getByTestId('current').innerText()).not.toBe(current);
    await dana.getByRole('button', { name: 'Roll back' }).click();
    await dana.getByRole('button', { name: 'Yes, roll back' }).click();
    expect(await dana.getByRole('alert').innerText()).toContain('no generation before');
  });

  it('does not offer it to those who may not, and would refuse it', async () => {
    const ana = await opened.signIn('Ana, a fraud analyst', place);
    await ana.getByRole('table', { name: 'Last runs' }).waitFor();
    expect(await ana.getByRole('button', { name: 'Roll back' }).count()).toBe(0);
    await expect(
      ask(
        'POST',
        '/admin/recommendation-runs/rollback',
        undefined,
        opened.bank.tokens.for('ana', ['analyst']),
      ),
    ).rejects.toThrow('403');
    await ana.close();
  });

  it('shows what customers did, and what other rankings would earn', async () => {
    await tab(dana, 'Quality and uptake');
    const uptake = await dana.getByRole('table', { name: 'What customers did' }).innerText();
    expect(uptake).toMatch(/\t1\t1 \(100\.0 %\)\t0 \(0\.0 %\)/);
    expect(await dana.getByTestId('arms').innerText()).toContain('As chance would have it');
    expect(await seriousFaults(dana)).toEqual([]);
  });

  it('shows the catalogue and the rules', async () => {
    await tab(dana, 'Catalogue and rules');
    await dana.getByRole('cell', { name: 'Small loan' }).waitFor();
    expect(await dana.getByRole('table', { name: 'Rules' }).innerText()).toContain('customers in arrears');
    expect(await seriousFaults(dana)).toEqual([]);
  });

  it('shows one customer what is in the list and what is kept from it, each with its reason', async () => {
    await tab(dana, 'One customer');
    await dana.getByLabel('Account').fill(`acc_${customers[0]}`);
    await dana.getByRole('button', { name: 'Look' }).click();
    const list = await dana.getByRole('table', { name: 'The list', exact: true }).innerText();
    expect(list).toMatch(/Because you use|Popular with/);
    const kept = await dana.getByRole('table', { name: 'What is kept from the list' }).innerText();
    expect(kept).toContain('cooling off');
    expect(kept).toMatch(/Small loan\tnot affordable/);
    expect(await dana.getByTestId('facts').innerText()).toContain(
      'has not passed the affordability pre-check',
    );
    await picture(dana, 'recommendation-customer');
    expect(await seriousFaults(dana)).toEqual([]);
    const kept403 = ask(
      'GET',
      `/admin/recommendation-customers/acc_${customers[0]}`,
      undefined,
      opened.bank.tokens.for('eve', ['customer']),
    );
    await expect(kept403).rejects.toThrow('403');
  });
});
