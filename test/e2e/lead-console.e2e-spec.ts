import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { App, money } from '../support/app.js';
import { type ConsoleBank, openConsoleBank, picture, seriousFaults } from '../support/console.js';
import { Scientist } from '../support/scientist.js';
import { payEverything } from '../support/suspicious.js';

const dataScientist = 'Dana, a data scientist';
const approver = 'Pat, who approves models and rules';

describe('the console of leads', () => {
  let opened: ConsoleBank;
  let dana: Page;
  let pat: Page;

  beforeAll(async () => {
    opened = await openConsoleBank({ CHAMPION: 'fraud/1' });
    const { bank } = opened;
    const app = new App(bank);
    for (let index = 0; index < 6; index += 1) await payEverything(app, 250_000 + index * 100);
    const [payer, payee] = [await app.openAccount(1_000_000), await app.openAccount(0)];
    for (const value of [1000, 2000, 3000, 4000, 5000, 6000])
      await app.pay({ payer, payee, amount: money(value), type: 'transfer' });
    const pushed = await new Scientist(bank, 'dana').push('strict', { hold: 0, decline: null });
    expect(pushed.status).toBe(201);
    dana = await opened.signIn(dataScientist, { page: '/models', heading: 'Paymo models' });
    pat = await opened.signIn(approver, { page: '/models', heading: 'Paymo models' });
  }, 120_000);
  afterAll(() => opened.close(), 60_000);

  /** Axe is clean and nothing is wider than the screen, in light and dark. */
  async function lookAt(page: Page, name: string): Promise<void> {
    for (const [scheme, other] of [
      ['light', 'Dark'],
      ['dark', 'Light'],
    ] as const) {
      await picture(page, `${name}-${scheme}`);
      expect([scheme, await seriousFaults(page)]).toEqual([scheme, []]);
      const isWider = await page.evaluate(() => document.body.scrollWidth > document.body.clientWidth);
      expect([scheme, isWider]).toEqual([scheme, false]);
      await page.getByRole('button', { name: other, exact: true }).click();
    }
  }

  async function untilText(page: Page, testId: string, text: string): Promise<void> {
    await page.getByTestId(testId).filter({ hasText: text }).waitFor({ timeout: 15_000 });
  }

  const push = (page: Page, name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).click();

  describe('models', () => {
    it('show what decides and what a candidate would change, in money', async () => {
      await untilText(dana, 'champion', 'fraud/1');
      await dana.getByRole('button', { name: /fraud\/strict/ }).click();
      await push(dana, 'Replay');
      await untilText(dana, 'replay', 'Against fraud/1');
      const flips = await dana.getByRole('table', { name: 'Flips' }).innerText();
      expect(flips).toMatch(/approve\s+hold\s+6\s+£210\.00/);
      await lookAt(dana, 'lead-models');
    }, 30_000);

    it('go to shadow and to a canary for a share of payers', async () => {
      await push(dana, 'Start shadow');
      await untilText(dana, 'shadow', 'fraud/strict');
      await dana.getByLabel('Share of payers, %').fill('7');
      await push(dana, 'Start canary');
      await untilText(dana, 'canary', 'fraud/strict, 7 %');
    }, 30_000);

    it('are promoted by two people: the first is told why they cannot be both', async () => {
      await push(dana, 'Ask for promotion');
      await untilText(dana, 'promotion', 'You asked for this promotion: somebody else has to confirm it.');
      expect(await dana.getByRole('button', { name: 'Promote as the second person' }).isDisabled()).toBe(
        true,
      );
      expect(await dana.getByTestId('champion').textContent()).toBe('fraud/1');

      await pat.getByRole('button', { name: /fraud\/strict.*dana asks/ }).click();
      await untilText(pat, 'promotion', 'dana asks for this promotion');
      await picture(pat, 'lead-models-second-person');
      await push(pat, 'Promote as the second person');
      await untilText(pat, 'champion', 'fraud/strict');
      await untilText(dana, 'champion', 'fraud/strict');
    }, 30_000);

    it('go back to the champion before, with the keyboard alone, after a question', async () => {
      await untilText(pat, 'previous', 'fraud/1');
      await pat.getByRole('button', { name: 'Roll back', exact: true }).focus();
      await pat.keyboard.press('Enter');
      await pat.getByRole('group', { name: 'Make fraud/1 the champion now?' }).waitFor();
      await pat.keyboard.press('Enter');
      await untilText(pat, 'champion', 'fraud/1');
    }, 30_000);
  });
});
