import type { TypologyName } from './fraud/fraud-case.js';
import type { FraudHabits } from './fraud/scene.js';
import type { DriftKind, SimulatorSettings } from './settings.js';

const before: FraudHabits = {
  remoteControlShare: 0.2,
  drainedShare: [0.5, 0.95],
  muleHours: 3,
  cardTestMostMinor: 500,
};

/** Fraudsters who learnt what gets them caught: the victim's device, less at once, money that rests, odd sums. */
const adapted: FraudHabits = {
  remoteControlShare: 0.8,
  drainedShare: [0.1, 0.45],
  muleHours: 14,
  cardTestMostMinor: 3_000,
};

/** From the day of `amounts` on, purchases and bills cost this much more. */
const priceRise = 1.5;

const shares: Readonly<Record<TypologyName, number>> = {
  'account-takeover': 0.18,
  'authorised-push-payment': 0.17,
  'mule-network': 0.36,
  'card-testing': 0.14,
  'bust-out': 0.08,
  'synthetic-identity': 0.07,
  'invoice-redirection': 0.2,
};

/** How the world stands on a day. */
export class Drift {
  constructor(private readonly settings: SimulatorSettings) {}

  priceFactorOn(day: number): number {
    return this.isFelt('amounts', day) ? priceRise : 1;
  }

  fraudHabitsOn(day: number): FraudHabits {
    return this.isFelt('behaviour', day) ? adapted : before;
  }

  /** The typologies at work and the share of the fraudulent payments that each makes. */
  typologiesOn(day: number): Map<TypologyName, number> {
    const names = [...this.settings.typologies];
    if (this.isFelt('new-typology', day)) names.push('invoice-redirection');
    const sum = names.reduce((total, name) => total + shares[name], 0);
    return new Map(names.map((name) => [name, shares[name] / sum]));
  }

  private isFelt(kind: DriftKind, day: number): boolean {
    return day >= (this.settings.drift.get(kind) ?? Number.POSITIVE_INFINITY);
  }
}
