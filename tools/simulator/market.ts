import { type AccountNames, newIp } from './names.js';
import type { Account } from './payment.js';
import type { Random } from './random.js';

export interface Shop {
  readonly account: Account;
  /** Median of a purchase in minor units, and the standard deviation of its logarithm. */
  readonly medianMinor: number;
  readonly spread: number;
}

/** All that is not a customer of the bank. */
export interface Market {
  /** Shops of the everyday, the busiest first. */
  readonly shops: readonly Shop[];
  /** The same shops by the part of the town that they are in, each the busiest first. */
  readonly districts: readonly (readonly Shop[])[];
  /** Electronics, jewellery, gift cards, exchanges: what can be turned into money again. */
  readonly resellables: readonly Shop[];
  /** Small web shops and collections for good causes, which take any card. */
  readonly webShops: readonly Shop[];
  /** Games and parking: many small payments. */
  readonly microShops: readonly Shop[];
  readonly employers: readonly Account[];
  readonly landlords: readonly Account[];
  readonly utilities: readonly Account[];
  readonly cashMachines: readonly Account[];
  readonly lendingDesk: Account;
  /** Addresses of the mobile networks, each shared by many phones. */
  readonly mobileIps: readonly string[];
}

const kinds: readonly [medianMinor: number, spread: number][] = [
  [350, 0.4],
  [900, 0.6],
  [1_800, 0.8],
  [2_600, 0.7],
  [4_500, 0.8],
];

const shopsADistrict = 20;

export function openMarket(random: Random, names: AccountNames, customers: number): Market {
  const several = <T>(count: number, one: (index: number) => T): T[] =>
    Array.from({ length: Math.max(1, Math.round(count)) }, (_, index) => one(index));
  const company = (): Account => names.outside('M');
  const shop = (medianMinor: number, spread: number): Shop => ({
    account: company(),
    medianMinor: Math.round(random.logNormal(medianMinor, 0.3)),
    spread,
  });
  const shops = several(30 + customers / 20, () => shop(...random.pick(kinds)));
  const districtCount = Math.max(1, Math.round(shops.length / shopsADistrict));
  return {
    shops,
    districts: several(districtCount, (district) =>
      shops.filter((_, place) => place % districtCount === district),
    ),
    resellables: several(6 + customers / 500, () => shop(14_000, 0.9)),
    webShops: several(10 + customers / 200, () => shop(1_200, 0.9)),
    microShops: several(4 + customers / 2000, () => shop(250, 0.5)),
    employers: several(5 + customers / 60, () => names.outside('E')),
    landlords: several(5 + customers / 100, company),
    utilities: several(12, company),
    cashMachines: several(5 + customers / 150, () => names.outside('A')),
    lendingDesk: names.outside('B'),
    mobileIps: several(4 + customers / 100, () => newIp(random)),
  };
}
