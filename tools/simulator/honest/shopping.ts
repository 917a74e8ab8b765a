import { minuteMs, wakingMoment } from '../calendar.js';
import type { Customer } from '../customer.js';
import type { Shop } from '../market.js';
import { rounded } from '../money.js';
import { byHand, type HonestDay } from './honest-day.js';

const favouriteShare = 0.75;
const resellableShare = 0.012;
const webShopShare = 0.04;
/** Share of the other purchases that are made near home. */
const nearbyShare = 0.6;

/** Purchases, cash and the small payments of games and parking. */
export function planShopping(honest: HonestDay, customer: Customer): void {
  const { random, day } = honest;
  const factor = day.isWeekend ? customer.weekendFactor : 1;
  const purchases = random.poisson(customer.purchasesPerDay * factor);
  for (let remaining = purchases; remaining > 0; remaining -= 1) planPurchase(honest, customer);
  if (random.chance(0.05)) planCash(honest, customer);
  if (customer.isGamer && random.chance(0.06)) planMicroPayments(honest, customer);
}

function planPurchase(honest: HonestDay, customer: Customer): void {
  const { random, day, priceFactor } = honest;
  const shop = chooseShop(honest, customer);
  const costs = random.logNormal(shop.medianMinor, shop.spread) * customer.spending * priceFactor;
  const isPricedRound = random.chance(0.3);
  const amountMinor = isPricedRound ? rounded(costs, 100) - (random.chance(0.5) ? 1 : 0) : Math.round(costs);
  const atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  byHand(honest, customer, { payee: shop.account, type: 'payment' }, Math.max(50, amountMinor), atMs);
}

function chooseShop({ random, bank: { market } }: HonestDay, customer: Customer): Shop {
  const part = random.share();
  if (part < favouriteShare) return random.pickFavourite(customer.favourites);
  if (part < favouriteShare + resellableShare) return random.pick(market.resellables);
  if (part < favouriteShare + resellableShare + webShopShare) return random.pick(market.webShops);
  return random.pickFavourite(random.chance(nearbyShare) ? customer.nearby : market.shops);
}

function planCash(honest: HonestDay, customer: Customer): void {
  const { random, day, bank } = honest;
  const amountMinor = Math.min(50_000, rounded(random.logNormal(4_000, 0.7), 1_000));
  const machine = random.pickFavourite(bank.market.cashMachines);
  const atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  byHand(honest, customer, { payee: machine, type: 'cash_out' }, amountMinor, atMs);
}

/** Within an hour a game sells a handful of extras. */
function planMicroPayments(honest: HonestDay, customer: Customer): void {
  const { random, day, bank } = honest;
  const shop = random.pick(bank.market.microShops);
  let atMs = wakingMoment(random, day.startMs, customer.hoursLater);
  for (let remaining = random.whole(3, 12); remaining > 0; remaining -= 1) {
    const amountMinor = rounded(random.logNormal(shop.medianMinor, shop.spread), 100) - 1;
    byHand(honest, customer, { payee: shop.account, type: 'payment' }, Math.max(49, amountMinor), atMs);
    atMs += Math.round(random.exponential(5 * minuteMs));
  }
}
