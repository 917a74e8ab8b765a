import { type Day, minuteMs } from '../calendar.js';
import type { Customer } from '../customer.js';
import { newDevice, newIp } from '../names.js';
import type { Account, Intent, Origin } from '../payment.js';
import type { Bank } from '../population.js';
import type { Random } from '../random.js';
import type { Campaign, FraudCase, TypologyName } from './fraud-case.js';

/** How fraudsters go about it; they change it when `behaviour` drifts. */
export interface FraudHabits {
  /** Share of takeovers that are worked on the victim's own device, by remote control. */
  readonly remoteControlShare: number;
  /** Share of the victim's money that a takeover goes for. */
  readonly drainedShare: readonly [least: number, most: number];
  /** Median of the hours that a mule keeps the money. */
  readonly muleHours: number;
  /** Largest sum in minor units that a stolen card is tried with. */
  readonly cardTestMostMinor: number;
}

export interface Destination {
  readonly payee: Account;
  /** What happens once the money is there. */
  readonly afterwards?: NonNullable<Intent['afterwards']>;
}

export interface Destinations {
  /** Where stolen money goes: to a mule here, or to an account at another bank. */
  destination(scene: FraudScene): Destination;
  muleDestination(scene: FraudScene): Destination;
}

/** What a campaign is planned with. */
export interface FraudScene {
  readonly random: Random;
  readonly bank: Bank;
  readonly day: Day;
  readonly habits: FraudHabits;
  readonly underworld: Destinations;
  readonly plan: (intent: Intent) => void;
  readonly openCase: (campaign: Campaign) => FraudCase;
}

export interface Typology {
  readonly name: TypologyName;
  /** Mean number of its own payments. */
  readonly expectedPayments: number;
  readonly lastsDays: number;
  readonly start: (scene: FraudScene, campaign: Campaign) => void;
}

/** A device and an address that the victim never used. */
export function foreignOrigin(random: Random): Origin {
  return { device: newDevice(random), ip: newIp(random) };
}

/** An active customer with at least this much money; null when chance finds none in fifty. */
export function findVictim({ random, bank }: FraudScene, leastMinor: number): Customer | null {
  for (let tries = 0; tries < 50; tries += 1) {
    const customer = random.pick(bank.customers);
    if (!customer.isGone && (customer.account.balanceMinor ?? 0) >= leastMinor) return customer;
  }
  return null;
}

export function minutesLater(random: Random, atMs: number, least: number, most: number): number {
  return atMs + Math.round(random.between(least, most) * minuteMs);
}
