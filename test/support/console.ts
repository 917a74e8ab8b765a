import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { localIssuer } from '../../tools/issuer/local-issuer.js';
import type { ServiceName } from '../../tools/stack/migrate.js';
import { freePorts } from '../../tools/stack/processes.js';
import { type Bank, openBank, setting } from './bank.js';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const screenshots = join(process.cwd(), '.paymo', 'screenshots');
const guides = join(process.cwd(), 'docs', 'how-to');

/** A bank whose console people can sign in to, and a browser for them. */
export interface ConsoleBank {
  readonly bank: Bank;
  /** A page of 1366 × 768 on which somebody of the local issuer's sample people has signed in. */
  readonly signIn: (name: string, at?: { readonly page: string; readonly heading: string }) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export async function openConsoleBank(
  environment: Readonly<Record<string, string>> = {},
  services: readonly ServiceName[] = ['gateway', 'scoring', 'review'],
): Promise<ConsoleBank> {
  const [reviewPort = 0] = await freePorts(1);
  const issuer = await localIssuer(setting('TEST_HOME'), `http://127.0.0.1:${reviewPort}`);
  issuer.start();
  await issuer.untilReady();
  const bank = await openBank({
    reviewPort,
    environment: { TOKEN_ISSUER: issuer.url, ...environment },
    services,
  });
  const browser: Browser = await chromium.launch({ executablePath: setting('TEST_CHROMIUM'), args: flags });
  return {
    bank,
    signIn: async (name, { page: address, heading } = { page: '/', heading: 'Paymo review' }) => {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (line) => {
        if (line.type() === 'error') faults.push(line.text());
      });
      await page.goto(`${bank.review}${address}`);
      await page.getByRole('button', { name }).click();
      await page
        .getByRole('heading', { name: heading })
        .waitFor({ timeout: 10_000 })
        .catch(async (error: unknown) => {
          const shown = await page.locator('body').innerText();
          throw new Error([page.url(), shown, ...faults].join('\n'), { cause: error });
        });
      return page;
    },
    close: async () => {
      await browser.close();
      await bank.close();
      await issuer.stop();
    },
  };
}

/**
 * Keeps a picture of the page for people to look at. Those that the guide shows are renewed with `GUIDE_PICTURES=write`
 * in the environment.
 */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
  const guide = readFileSync(join(guides, 'review-held-payments.md'), 'utf8');
  if (process.env.GUIDE_PICTURES !== 'write' || !guide.includes(`(pictures/${name}.png)`)) return;
  copyFileSync(join(screenshots, `${name}.png`), join(guides, 'pictures', `${name}.png`));
}

/** What axe finds on the page that is serious or worse, each as `rule: element`. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
