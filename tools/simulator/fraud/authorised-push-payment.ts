import { hourMs, wakingMoment } from '../calendar.js';
import { originOf } from '../honest/honest-day.js';
import { pounds, roundSum } from '../money.js';
import { findVictim, type Typology } from './scene.js';

/**
 * Authorised push-payment scam. The victim pays, and means to: for goods that do not exist, an investment, a
 * supposed tax office or bank.
 *
 * 1. One to three payments from the victim's own device at the victim's own hours, over minutes to two days;
 *    sometimes one of a pound comes first.
 * 2. All go to one payee, whom the victim never paid before: a mule or an account at another bank.
 * 3. The sum fits the story: mostly some hundreds, sometimes thousands, at most what is there.
 */
export const authorisedPushPayment: Typology = {
  name: 'authorised-push-payment',
  expectedPayments: 1.7,
  lastsDays: 2,
  start: (scene, campaign) => {
    const { random, day, underworld, plan } = scene;
    const victim = findVictim(scene, 10_000);
    if (victim === null) return;
    const fraud = scene.openCase(campaign);
    const destination = underworld.destination(scene);
    const sum = random.logNormal(45_000, 1.1);
    const amountMinor = random.chance(0.6) ? roundSum(sum) : pounds(sum / 100);
    const most = random.between(0.6, 0.98);
    let atMs = wakingMoment(random, day.startMs, 0);
    const pay = (paidMinor: number): void => {
      plan({
        atMs,
        payer: victim.account,
        ...destination,
        type: 'transfer',
        amountMinor: (availableMinor) => Math.min(paidMinor, availableMinor * most),
        origin: originOf(random, victim),
        fraud,
      });
      atMs += Math.round(random.exponential(7 * hourMs));
    };
    if (random.chance(0.15)) pay(100);
    const payments = random.chance(0.65) ? 1 : random.whole(2, 3);
    for (let left = payments; left > 0; left -= 1) pay(amountMinor);
  },
};
