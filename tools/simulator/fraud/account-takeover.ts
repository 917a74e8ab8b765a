import { dayMs } from '../calendar.js';
import { originOf } from '../honest/honest-day.js';
import { foreignOrigin, findVictim, minutesLater, type Typology } from './scene.js';

/**
 * Account takeover. Somebody else is in the victim's account.
 *
 * 1. The fraudster signs in on a device and from an address that the victim never used, or works the victim's own
 *    device by remote control; at any hour, more often at night.
 * 2. Two to five payments within an hour or so take a large part of the balance, the largest first.
 * 3. The money goes to one or two destinations: mules, accounts at other banks, now and then gift cards.
 */
export const accountTakeover: Typology = {
  name: 'account-takeover',
  expectedPayments: 3,
  lastsDays: 1,
  start: (scene, campaign) => {
    const { random, bank, day, habits, underworld, plan } = scene;
    const victim = findVictim(scene, 15_000);
    if (victim === null) return;
    const fraud = scene.openCase(campaign);
    const isRemote = random.chance(habits.remoteControlShare);
    const origin = isRemote ? originOf(random, victim) : foreignOrigin(random);
    const drained = random.between(...habits.drainedShare);
    let atMs = day.startMs + Math.floor(random.between(0, random.chance(0.4) ? 0.27 : 0.95) * dayMs);
    let destination = underworld.destination(scene);
    for (let left = random.whole(2, 5); left > 0; left -= 1) {
      if (random.chance(0.25)) destination = underworld.destination(scene);
      const isGiftCards = random.chance(0.12);
      const share = drained * random.between(0.3, 0.6);
      plan({
        atMs,
        payer: victim.account,
        ...(isGiftCards ? { payee: random.pick(bank.market.resellables).account } : destination),
        type: isGiftCards ? 'payment' : 'transfer',
        amountMinor: (availableMinor) => availableMinor * share,
        origin,
        fraud,
      });
      atMs = minutesLater(random, atMs, 1, 25);
    }
  },
};
