import type { Random } from '../random.js';
import { accountTakeover } from './account-takeover.js';
import { authorisedPushPayment } from './authorised-push-payment.js';
import { bustOut } from './bust-out.js';
import { cardTesting } from './card-testing.js';
import type { Campaign, TypologyName } from './fraud-case.js';
import { invoiceRedirection } from './invoice-redirection.js';
import { muleNetwork } from './mule-network.js';
import type { FraudScene, Typology } from './scene.js';
import { syntheticIdentity } from './synthetic-identity.js';

const all: readonly Typology[] = [
  accountTakeover,
  authorisedPushPayment,
  muleNetwork,
  cardTesting,
  bustOut,
  syntheticIdentity,
  invoiceRedirection,
];

/** Starts as many campaigns as the share of fraud asks for, by what was made so far. */
export class FraudPlan {
  private open: Campaign[] = [];
  private readonly owed = new Map<TypologyName, number>();

  /** A payment of a campaign was made: it is no longer owed. */
  made(campaign: Campaign): void {
    campaign.madePayments += 1;
    this.owe(campaign.typology, -1);
  }

  /** @param payments how many fraudulent payments the day adds to what is owed */
  startDay(scene: FraudScene, payments: number, shares: ReadonlyMap<TypologyName, number>): void {
    const { index } = scene.day;
    this.open = this.open.filter(({ untilDay }) => untilDay >= index);
    for (const typology of all) {
      const share = shares.get(typology.name);
      if (share === undefined) continue;
      this.owe(typology.name, payments * share);
      let missing = (this.owed.get(typology.name) ?? 0) - this.underWay(typology.name);
      while (isDue(scene.random, missing, typology)) {
        this.start(scene, typology);
        missing -= typology.expectedPayments;
      }
    }
  }

  private start(scene: FraudScene, { name, expectedPayments, lastsDays, start }: Typology): void {
    const untilDay = scene.day.index + lastsDays;
    const campaign = { typology: name, expectedPayments, untilDay, madePayments: 0 };
    this.open.push(campaign);
    start(scene, campaign);
  }

  private owe(name: TypologyName, payments: number): void {
    this.owed.set(name, (this.owed.get(name) ?? 0) + payments);
  }

  /** Payments that open campaigns are still expected to make. */
  private underWay(name: TypologyName): number {
    let payments = 0;
    for (const { typology, expectedPayments, madePayments } of this.open)
      if (typology === name) payments += Math.max(0, expectedPayments - madePayments);
    return payments;
  }
}

/** A large campaign starts by chance before all of it is missing: else all of them would start on the same days. */
function isDue(random: Random, missing: number, { expectedPayments }: Typology): boolean {
  return missing > 0 && random.chance(missing / expectedPayments);
}
