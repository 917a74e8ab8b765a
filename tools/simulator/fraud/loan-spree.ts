import { dayMs, dayStart, minuteMs, wakingMoment } from '../calendar.js';
import type { Customer } from '../customer.js';
import { originOf } from '../honest/honest-day.js';
import { roundSum } from '../money.js';
import type { Account, Intent } from '../payment.js';
import type { Campaign, FraudCase } from './fraud-case.js';
import type { FraudScene } from './scene.js';

interface Spree {
  readonly loanMs: number;
  /** Over how many days the money goes. */
  readonly days: number;
  readonly payments: number;
  /** The account at another bank that gets what does not become goods or cash. */
  readonly collector: Account;
}

/** The lending desk pays out; then each payment takes its part of what is there, and the account is left. */
export function loanSpree(scene: FraudScene, customer: Customer, campaign: Campaign, spree: Spree): void {
  const { random, bank, plan } = scene;
  plan({
    atMs: spree.loanMs,
    payer: bank.market.lendingDesk,
    payee: customer.account,
    type: 'cash_in',
    amountMinor: roundSum(random.logNormal(150_000, 0.5)),
    origin: null,
    fraud: null,
    afterwards: () => {
      customer.isGone = true;
      customer.salary = null;
      spendAll(scene, customer, scene.openCase(campaign), spree);
    },
  });
}

function spendAll(scene: FraudScene, customer: Customer, fraud: FraudCase, spree: Spree): void {
  const { random, plan } = scene;
  for (let part = 1; part <= spree.payments; part += 1) {
    const share = random.between(0.7, 1) / (spree.payments - part + 1);
    const day = dayStart(spree.loanMs) + Math.floor((part / spree.payments) * spree.days) * dayMs;
    plan({
      atMs: Math.max(spree.loanMs + part * 20 * minuteMs, wakingMoment(random, day, customer.hoursLater)),
      payer: customer.account,
      ...wayToSpend(scene, spree.collector, share),
      origin: originOf(random, customer),
      fraud,
    });
  }
}

function wayToSpend(
  { random, bank: { market } }: FraudScene,
  collector: Account,
  share: number,
): Pick<Intent, 'payee' | 'type' | 'amountMinor'> {
  const amountMinor = (availableMinor: number): number => availableMinor * share;
  const part = random.share();
  if (part < 0.5) return { payee: random.pick(market.resellables).account, type: 'payment', amountMinor };
  if (part < 0.75) return { payee: collector, type: 'transfer', amountMinor };
  return {
    payee: random.pickFavourite(market.cashMachines),
    type: 'cash_out',
    amountMinor: (availableMinor) => Math.min(50_000, Math.floor((availableMinor * share) / 1_000) * 1_000),
  };
}
