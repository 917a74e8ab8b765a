import { dayMs, hourMs, minuteMs, wakingMoment } from '../calendar.js';
import type { Customer } from '../customer.js';
import { pounds, rounded, roundSum } from '../money.js';
import type { Account } from '../payment.js';
import { byHand, type HonestDay } from './honest-day.js';

const newContactShare = 0.06;
const contactsMost = 30;
const treasurerPerDay = 0.002;
const incomePerDay = 0.04;

/** Money among people: contacts, other banks' customers, and somebody who collects for a group. */
export function planContacts(honest: HonestDay, customer: Customer): void {
  const { random, day } = honest;
  const factor = day.isWeekend ? 1.5 : 1;
  for (let left = random.poisson(customer.transfersPerDay * factor); left > 0; left -= 1)
    planTransfer(honest, customer);
  if (random.chance(incomePerDay)) planIncome(honest, customer);
  if (random.chance(treasurerPerDay)) planCollection(honest, customer);
}

function planTransfer(honest: HonestDay, customer: Customer): void {
  const { random, day, bank } = honest;
  const isNew = customer.contacts.length === 0 || random.chance(newContactShare);
  const contact = isNew ? random.pick(bank.customers) : random.pickFavourite(customer.contacts);
  if (isNew && customer.contacts.length < contactsMost && random.chance(0.5)) customer.contacts.push(contact);
  const freeSum = random.logNormal(2_200, 1);
  const amountMinor = random.chance(0.6) ? roundSum(freeSum) : pounds(freeSum / 100);
  const atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  byHand(honest, customer, { payee: contact.account, type: 'transfer' }, amountMinor, atMs);
}

/** A friend at another bank pays back, a client pays, something second-hand is sold. */
function planIncome({ random, bank, day, plan }: HonestDay, customer: Customer): void {
  const sum = random.chance(0.2) ? random.logNormal(35_000, 0.8) : random.logNormal(3_500, 0.9);
  let payments = random.chance(0.1) ? random.whole(2, 5) : 1;
  let atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  for (; payments > 0; payments -= 1) {
    const payer = bank.names.outside('X');
    const amountMinor = roundSum(sum);
    plan({ atMs, payer, payee: customer.account, type: 'transfer', amountMinor, origin: null, fraud: null });
    atMs += Math.round(random.exponential(10 * hourMs));
  }
}

/** Contacts pay the same sum to one of them, who pays for all within a day or two. */
function planCollection(honest: HonestDay, treasurer: Customer): void {
  const { random, bank, day } = honest;
  const sumMinor = rounded(random.logNormal(2_500, 0.5), 500);
  const startMs = wakingMoment(random, day.startMs, treasurer.hoursLater);
  const givers = treasurer.contacts.filter((contact) => !contact.isGone && random.chance(0.8));
  for (const giver of givers) {
    const atMs = startMs + Math.round(random.exponential(6 * hourMs));
    byHand(honest, giver, { payee: treasurer.account, type: 'transfer' }, sumMinor, atMs);
  }
  if (givers.length === 0) return;
  const venue: Account = random.chance(0.7)
    ? random.pick(bank.market.shops).account
    : bank.names.outside('X');
  const atMs = startMs + 10 * minuteMs + Math.round(random.between(0.3, 1.8) * dayMs);
  const type = venue.name.startsWith('X') ? 'transfer' : 'payment';
  byHand(honest, treasurer, { payee: venue, type }, sumMinor * (givers.length + 1), atMs);
}
