import { dayMs, hourMs, minuteMs, officeMoment, wakingMoment } from '../calendar.js';
import type { Customer } from '../customer.js';
import { pounds, roundSum } from '../money.js';
import { newDevice, newIp } from '../names.js';
import type { Account } from '../payment.js';
import { newRent } from '../population.js';
import { byHand, type HonestDay } from './honest-day.js';

const perDay = {
  newPhone: 1 / 300,
  journey: 1 / 80,
  move: 1 / 500,
  largePurchase: 1 / 45,
  loan: 1 / 500,
  leavingForOtherBank: 1 / 700,
} as const;

/** What makes honest people look odd: a new phone, a journey, a move, a car, a loan, an account emptied. */
export function planLifeEvents(honest: HonestDay, customer: Customer): void {
  const { random, day } = honest;
  if (customer.travel !== null && customer.travel.untilDay < day.index) customer.travel = null;
  if (random.chance(perDay.newPhone)) changePhone(honest, customer);
  if (random.chance(perDay.journey))
    customer.travel = { ip: newIp(random), untilDay: day.index + random.whole(1, 9) };
  if (random.chance(perDay.move)) move(honest, customer);
  if (random.chance(perDay.largePurchase)) planLargePurchase(honest, customer);
  if (random.chance(perDay.loan)) planLoan(honest, customer);
  if (random.chance(perDay.leavingForOtherBank)) planLeaving(honest, customer);
}

function changePhone({ random }: HonestDay, customer: Customer): void {
  const kept = random.chance(0.3) ? customer.devices.slice(0, 1) : customer.devices.slice(1);
  customer.devices = [newDevice(random), ...kept];
}

/** Deposit and first rent go to somebody who was never paid before. */
function move(honest: HonestDay, customer: Customer): void {
  const { random, day, bank } = honest;
  const rentMinor = customer.rent.amountMinor * 3;
  customer.rent = newRent(random, bank.market, rentMinor, day.dayOfMonth);
  customer.homeIp = newIp(random);
  const { payee, amountMinor } = customer.rent;
  const atMs = officeMoment(random, day.startMs);
  byHand(honest, customer, { payee, type: 'transfer' }, amountMinor, atMs);
  byHand(honest, customer, { payee, type: 'transfer' }, amountMinor, atMs + Math.round(5 * minuteMs));
}

/** A car, a builder, a holiday, a family that needs help: to somebody new, sometimes in parts or tried first. */
function planLargePurchase(honest: HonestDay, customer: Customer): void {
  const { random, day } = honest;
  const payee = sellerOf(honest);
  const to = { payee, type: isPerson(payee) ? ('transfer' as const) : ('payment' as const) };
  const sum = random.logNormal(40_000, 1);
  const amountMinor = random.chance(0.6) ? roundSum(sum) : pounds(sum / 100);
  const fundsShare = random.between(0.5, 1);
  const affordable = (availableMinor: number): number =>
    amountMinor <= availableMinor ? amountMinor : roundSum(availableMinor * fundsShare) - 5_000;
  let atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  if (random.chance(0.15)) {
    byHand(honest, customer, to, 100, atMs);
    atMs += Math.round(random.between(2, 30) * minuteMs);
  }
  const parts = random.chance(0.2) ? random.whole(2, 3) : 1;
  for (let part = 0; part < parts; part += 1) {
    byHand(honest, customer, to, affordable, atMs);
    atMs += Math.round(random.exponential(8 * hourMs));
  }
}

function sellerOf({ random, bank }: HonestDay): Account {
  const part = random.share();
  if (part < 0.5) return bank.names.outside('X');
  if (part < 0.7) return random.pick(bank.customers).account;
  return random.chance(0.5) ? random.pick(bank.market.resellables).account : bank.names.outside('M');
}

function isPerson(account: Account): boolean {
  return !account.name.startsWith('M');
}

/** The bank's lending desk pays out; most of it is spent within days. */
function planLoan(honest: HonestDay, customer: Customer): void {
  const { random, day, bank, plan } = honest;
  const amountMinor = roundSum(random.logNormal(120_000, 0.5));
  const atMs = officeMoment(random, day.startMs);
  const payer = bank.market.lendingDesk;
  plan({ atMs, payer, payee: customer.account, type: 'cash_in', amountMinor, origin: null, fraud: null });
  const payee = sellerOf(honest);
  const spendMs = atMs + Math.round(random.exponential(1.5 * dayMs));
  const type = isPerson(payee) ? 'transfer' : 'payment';
  byHand(honest, customer, { payee, type }, Math.round(amountMinor * random.between(0.5, 1)), spendMs);
}

/** Nearly all goes to the customer's own account elsewhere. */
function planLeaving(honest: HonestDay, customer: Customer): void {
  const { random, day } = honest;
  const share = random.between(0.85, 1);
  const atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  const to = { payee: customer.savings, type: 'transfer' } as const;
  byHand(honest, customer, to, (availableMinor) => availableMinor * share, atMs);
}
