import { dayMs, officeMoment } from '../calendar.js';
import { newDevice, newIp } from '../names.js';
import { newCustomer } from '../population.js';
import { loanSpree } from './loan-spree.js';
import type { Typology } from './scene.js';

/**
 * Synthetic identity. Invented people are fed until the bank trusts them.
 *
 * 1. Two to four accounts are opened on one day and worked on one device from one address. A shell company pays
 *    in, and pays a salary; they shop and pay each other as other new customers do (honest on its face: no label).
 * 2. After 5 to 14 days each takes a loan.
 * 3. Within two days two to five payments turn everything into goods, cash and money on one collector's account,
 *    and the accounts are never used again.
 */
export const syntheticIdentity: Typology = {
  name: 'synthetic-identity',
  expectedPayments: 10,
  lastsDays: 17,
  start: (scene, campaign) => {
    const { random, bank, day, plan } = scene;
    const device = newDevice(random);
    const homeIp = newIp(random);
    const shell = bank.names.outside('E');
    const collector = bank.names.outside('X');
    const invented = Array.from({ length: random.whole(2, 4) }, () => {
      const customer = newCustomer(random, bank.names, bank.market, day.index);
      customer.account.balanceMinor = 0;
      customer.devices = [device];
      customer.homeIp = homeIp;
      if (customer.salary !== null) customer.salary = { ...customer.salary, employer: shell };
      return customer;
    });
    for (const customer of invented) {
      customer.contacts.push(...invented.filter((other) => other !== customer));
      bank.customers.push(customer);
      plan({
        atMs: officeMoment(random, day.startMs),
        payer: shell,
        payee: customer.account,
        type: 'cash_in',
        amountMinor: Math.round(random.logNormal(45_000, 0.5)),
        origin: null,
        fraud: null,
      });
      loanSpree(scene, customer, campaign, {
        loanMs: officeMoment(random, day.startMs) + random.whole(5, 14) * dayMs,
        days: random.between(0.5, 2),
        payments: random.whole(2, 5),
        collector,
      });
    }
  },
};
