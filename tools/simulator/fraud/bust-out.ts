import { officeMoment } from '../calendar.js';
import { loanSpree } from './loan-spree.js';
import { findVictim, type Typology } from './scene.js';

/**
 * First-party bust-out. A customer with a good name takes what there is to take and leaves.
 *
 * 1. The customer, who until then is like any other, takes an instant loan (honest on its face: no label).
 * 2. Over one to four days, on the own device and at the own hours, four to eight payments turn everything into
 *    goods that sell well, cash, and money at another bank.
 * 3. The account is never used again; the salary goes elsewhere.
 */
export const bustOut: Typology = {
  name: 'bust-out',
  expectedPayments: 6,
  lastsDays: 5,
  start: (scene, campaign) => {
    const { random, day } = scene;
    const customer = findVictim(scene, 20_000);
    if (customer === null) return;
    loanSpree(scene, customer, campaign, {
      loanMs: officeMoment(random, day.startMs),
      days: random.between(1, 4),
      payments: random.whole(4, 8),
      collector: customer.savings,
    });
  },
};
