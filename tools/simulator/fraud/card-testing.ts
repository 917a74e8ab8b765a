import { dayMs, hourMs } from '../calendar.js';
import { pounds } from '../money.js';
import { findVictim, foreignOrigin, minutesLater, type Typology } from './scene.js';

/**
 * Card testing. A list of stolen cards is tried for those that still work.
 *
 * 1. Within minutes one device at one address pays one web shop from 12 to 40 customers' accounts, one small sum
 *    each.
 * 2. One in eight of the cards is used again hours later, from another device, for goods that sell well.
 */
export const cardTesting: Typology = {
  name: 'card-testing',
  expectedPayments: 29,
  lastsDays: 2,
  start: (scene, campaign) => {
    const { random, bank, day, habits, plan } = scene;
    const origin = foreignOrigin(random);
    const buyer = foreignOrigin(random);
    const webShop = random.pick(bank.market.webShops);
    let atMs = day.startMs + Math.floor(random.between(0, 0.95) * dayMs);
    for (let left = random.whole(12, 40); left > 0; left -= 1) {
      const victim = findVictim(scene, 500);
      if (victim === null) continue;
      const fraud = scene.openCase(campaign);
      const from = { payer: victim.account, type: 'payment', fraud } as const;
      const amountMinor = Math.round(random.between(50, habits.cardTestMostMinor));
      plan({ ...from, atMs, payee: webShop.account, amountMinor, origin });
      if (random.chance(1 / 8)) {
        const priceMinor = pounds(random.logNormal(220, 0.6));
        const payee = random.pick(bank.market.resellables).account;
        const laterMs = atMs + Math.round(random.between(0.5, 20) * hourMs);
        plan({ ...from, atMs: laterMs, payee, amountMinor: priceMinor, origin: buyer });
      }
      atMs = minutesLater(random, atMs, 0.1, 0.8);
    }
  },
};
