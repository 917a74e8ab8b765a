import type { Customer, MonthlyBill } from './customer.js';
import type { Market } from './market.js';
import { pounds, roundSum } from './money.js';
import { type AccountNames, newDevice, newIp } from './names.js';
import type { Random } from './random.js';

/** Share of the customers who open their account while the simulation runs. */
const joiningShare = 0.06;
const communitySize = 30;
const paidWeeklyShare = 0.15;
const householdShare = 0.1;
/** Share of the favourite shops that are near home. */
const nearbyShare = 0.85;

export interface Bank {
  readonly names: AccountNames;
  readonly market: Market;
  /** In the order in which the accounts were opened; those who join later come later. */
  readonly customers: Customer[];
}

/** Customers of before the first day, with their contacts. */
export function openBank(random: Random, names: AccountNames, market: Market, count: number): Bank {
  const customers: Customer[] = [];
  for (let index = 0; index < Math.round(count * (1 - joiningShare)); index += 1)
    customers.push(newCustomer(random, names, market, -1));
  for (const [index, customer] of customers.entries()) shareHousehold(random, customer, customers[index - 1]);
  customers.forEach((customer, index) => {
    findContacts(random, customer, index, customers);
  });
  return { names, market, customers };
}

/** How many open an account on one of the days. */
export function joiningPerDay(count: number, days: number): number {
  return (count * joiningShare) / days;
}

/** Somebody opens an account, of which the first money comes from their bank of before. */
export function join(random: Random, { names, market, customers }: Bank, dayIndex: number): Customer {
  const customer = newCustomer(random, names, market, dayIndex);
  customer.account.balanceMinor = 0;
  findContacts(random, customer, random.whole(0, customers.length - 1), customers);
  customers.push(customer);
  return customer;
}

export function newCustomer(
  random: Random,
  names: AccountNames,
  market: Market,
  openedDay: number,
): Customer {
  const incomeMinor = pounds(random.logNormal(2_100, 0.45));
  const payDay = random.chance(0.5) ? random.whole(25, 28) : random.whole(1, 28);
  const isWeekly = random.chance(paidWeeklyShare);
  const nearby = random.pick(market.districts);
  return {
    account: names.customer(openingBalance(random, incomeMinor)),
    openedDay,
    salary: {
      employer: random.pickFavourite(market.employers),
      amountMinor: isWeekly ? Math.round(incomeMinor / 4.3) : incomeMinor,
      weekday: isWeekly ? 5 : null,
      dayOfMonth: payDay,
    },
    rent: newRent(random, market, incomeMinor, payDay),
    bills: Array.from({ length: random.whole(2, 5) }, () => newBill(random, market)),
    nearby,
    favourites: Array.from({ length: random.whole(4, 12) }, () =>
      random.pickFavourite(random.chance(nearbyShare) ? nearby : market.shops),
    ),
    purchasesPerDay: random.logNormal(1.3, 0.5),
    spending: Math.sqrt(incomeMinor / 210_000) * random.logNormal(1, 0.25),
    weekendFactor: random.between(0.7, 1.8),
    hoursLater: random.chance(0.12) ? random.between(3, 6) : 0.8 * random.normal(),
    contacts: [],
    transfersPerDay: random.logNormal(0.12, 0.8),
    savings: names.outside('X'),
    savedShare: random.chance(0.4) ? random.between(0.05, 0.3) : 0,
    isGamer: random.chance(0.06),
    devices: random.chance(0.25) ? [newDevice(random), newDevice(random)] : [newDevice(random)],
    homeIp: newIp(random),
    mobileIp: random.pick(market.mobileIps),
    travel: null,
    isGone: false,
  };
}

/** A place to live costs about a third of the income. */
export function newRent(random: Random, market: Market, incomeMinor: number, payDay: number): MonthlyBill {
  return {
    payee: random.pick(market.landlords),
    amountMinor: roundSum(incomeMinor * random.between(0.22, 0.38)),
    dayOfMonth: ((payDay + random.whole(0, 4)) % 28) + 1,
    isAutomatic: random.chance(0.7),
  };
}

function newBill(random: Random, market: Market): MonthlyBill {
  return {
    payee: random.pick(market.utilities),
    amountMinor: pounds(random.logNormal(32, 0.6)),
    dayOfMonth: random.whole(1, 28),
    isAutomatic: true,
  };
}

/** Most live from month to month; some have many months put by. */
function openingBalance(random: Random, incomeMinor: number): number {
  const months = random.chance(0.12) ? random.logNormal(5, 0.6) : random.logNormal(0.6, 0.8);
  return Math.round(incomeMinor * months);
}

/** Some share their home's address, and a device, with the one before them. */
function shareHousehold(random: Random, customer: Customer, other: Customer | undefined): void {
  if (other === undefined || !random.chance(householdShare)) return;
  customer.homeIp = other.homeIp;
  const shared = other.devices[0];
  if (shared !== undefined && random.chance(0.5)) customer.devices = [...customer.devices, shared];
}

/** Nine contacts in ten are of the same community: the customers around them. */
function findContacts(random: Random, customer: Customer, index: number, all: readonly Customer[]): void {
  const first = Math.min(index - (index % communitySize), Math.max(0, all.length - communitySize));
  const community = all.slice(first, first + communitySize);
  for (let remaining = random.whole(3, 11); remaining > 0; remaining -= 1) {
    const contact = random.pick(random.chance(0.9) ? community : all);
    if (contact !== customer && !customer.contacts.includes(contact)) customer.contacts.push(contact);
  }
}
