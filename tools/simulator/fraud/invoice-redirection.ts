import { dayMs, wakingMoment } from '../calendar.js';
import { originOf } from '../honest/honest-day.js';
import { findVictim, type Typology } from './scene.js';

/**
 * Invoice redirection, the typology that `new-typology` adds. A message in the landlord's name tells of new bank
 * details.
 *
 * 1. The victim pays the usual rent, to the penny, on the own device and at the own hours.
 * 2. It goes to an account that the victim never paid before: a mule or an account at another bank.
 * 3. One in three pays a second time, a week later.
 */
export const invoiceRedirection: Typology = {
  name: 'invoice-redirection',
  expectedPayments: 1.3,
  lastsDays: 8,
  start: (scene, campaign) => {
    const { random, day, underworld, plan } = scene;
    const victim = findVictim(scene, 60_000);
    if (victim === null) return;
    const fraud = scene.openCase(campaign);
    const destination = underworld.destination(scene);
    const days = random.chance(1 / 3) ? [0, 7] : [0];
    for (const later of days) {
      plan({
        atMs: wakingMoment(random, day.startMs + later * dayMs, victim.hoursLater),
        payer: victim.account,
        ...destination,
        type: 'transfer',
        amountMinor: victim.rent.amountMinor,
        origin: originOf(random, victim),
        fraud,
      });
    }
  },
};
