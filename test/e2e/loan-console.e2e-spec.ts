import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Borrower } from '../support/borrower.js';
import { type ConsoleBank, openConsoleBank, picture, seriousFaults } from '../support/console.js';

describe('the console of lending', () => {
  let opened: ConsoleBank;
  let ana: Page;
  let amir: Page;
  let application: string;
  let declined: { application: string; account: string };

  beforeAll(async () => {
    opened = await openConsoleBank({}, ['gateway', 'scoring', 'review', 'loans']);
    const thin = await Borrower.withIncome(opened.bank, 200_000, 1);
    application = (await thin.apply()).body.id;
    const poor = await Borrower.withIncome(opened.bank, 52_000);
    const { body: other } = await poor.apply();
    expect(other.outcome).toBe('decline');
    declined = { application: other.id, account: poor.account };
    [ana, amir] = [await enter('Ana, a fraud analyst'), await enter('Amir, a fraud analyst')];
  }, 120_000);
  afterAll(() => opened.close(), 60_000);

  async function enter(name: string): Promise<Page> {
    const page = await opened.signIn(name);
    await page.getByRole('link', { name: 'Loans' }).click();
    await page.getByRole('heading', { name: 'Paymo lending' }).waitFor();
    return page;
  }

  const offers = (): Promise<object[]> =>
    opened.bank.sql('SELECT FROM loans.offers WHERE application_id = $1', [application.slice('app_'.length)]);

  it('shows the facts of a referral before its score', async () => {
    await ana.getByRole('heading', { name: 'Facts' }).waitFor();
    const text = await ana.locator('main').innerText();
    const places = ['Income a month', 'What was decided', 'Probability of default', 'Verdict'].map((part) =>
      text.indexOf(part),
    );
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(text).toContain('does not show three months of income');
    await picture(ana, 'loan-review');
  });

  it('says what would have been decided about less, or why not', async () => {
    await ana.getByLabel('Months', { exact: true }).fill('12');
    await ana.getByRole('button', { name: 'Ask' }).click();
    expect(await ana.getByTestId('what-if').textContent()).toContain('refer');
    await ana.getByLabel('Months', { exact: true }).fill('99');
    await ana.getByRole('button', { name: 'Ask' }).click();
    expect(await ana.getByRole('alert').textContent()).toContain('must be from 3 to 24');
  });

  it('takes two people to approve, and keeps the outcome', async () => {
    await ana.getByLabel('Why').fill('Payslips seen.');
    await ana.getByRole('button', { name: 'Propose to approve' }).click();
    await ana.getByText('A second person must agree.').waitFor();
    expect(await ana.getByRole('button', { name: 'Approve as the second' }).isDisabled()).toBe(true);
    expect(await offers()).toHaveLength(0);

    await amir.getByText('Your approval makes the offer.').waitFor();
    await amir.getByLabel('Why').fill('Agreed.');
    await amir.getByRole('button', { name: 'Approve as the second' }).click();
    await amir.getByText('Nothing is here.').waitFor();
    expect(await offers()).toHaveLength(1);
    await amir.getByRole('tab', { name: 'Looked at' }).click();
    expect(await amir.getByTestId('outcome').textContent()).toBe('approved by ana and amir: Agreed.');
  }, 30_000);

  it('finds an application that nobody reviewed, by its id and by its customer', async () => {
    await amir.getByRole('tab', { name: 'Find' }).click();
    const field = amir.getByLabel('Application or account');
    for (const id of [declined.application, declined.account]) {
      await field.fill(id);
      await field.press('Enter');
      await amir.getByTestId('decided-by').getByText('Decided by credit/1').waitFor();
      const text = await amir.locator('main').innerText();
      expect(text).toContain(declined.account);
      expect(text).toContain('does not carry the instalment');
      await field.fill(`app_${randomUUID()}`);
      await field.press('Enter');
      await amir.getByText('No application has that id').waitFor();
    }
    await field.fill('nonsense');
    await field.press('Enter');
    expect(await amir.getByRole('alert').textContent()).not.toBe('');
    expect(await seriousFaults(amir)).toEqual([]);
  }, 30_000);

  it('shows the portfolio', async () => {
    await amir.getByRole('tab', { name: 'Portfolio' }).click();
    expect(await amir.getByTestId('approval-rate').textContent()).toContain('0.0 %');
    expect(await amir.getByRole('table', { name: 'Decisions' }).innerText()).toContain('decline');
    await picture(amir, 'loan-portfolio');
  });

  it('has no fault that axe calls serious, on any page', async () => {
    expect(await seriousFaults(amir)).toEqual([]);
    await amir.getByRole('tab', { name: 'Looked at' }).click();
    await amir.getByTestId('outcome').waitFor();
    expect(await seriousFaults(amir)).toEqual([]);
  });
});
