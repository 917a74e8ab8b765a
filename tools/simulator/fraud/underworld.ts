import type { Customer } from '../customer.js';
import { newDevice } from '../names.js';
import type { Mule, Ring } from './mule.js';
import { forward } from './mule-forwarding.js';
import type { Destination, Destinations, FraudScene } from './scene.js';

const insideShare = 0.5;

/** The people that frauds share: rings of mules. One ring works at a time, until its accounts are burnt. */
export class Underworld implements Destinations {
  private ring: Ring | null = null;

  constructor(private readonly hasMules: boolean) {}

  destination(scene: FraudScene): Destination {
    if (!this.hasMules || !scene.random.chance(insideShare)) return { payee: scene.bank.names.outside('X') };
    return this.muleDestination(scene);
  }

  muleDestination(scene: FraudScene): Destination {
    const mule = this.mule(scene);
    return {
      payee: mule.customer.account,
      afterwards: (made) => {
        forward(scene, mule, made);
      },
    };
  }

  private mule(scene: FraudScene): Mule {
    if (this.ring === null || this.ring.mules.every(({ receiptsLeft }) => receiptsLeft === 0))
      this.ring = recruit(scene);
    const mule = scene.random.pick(this.ring.mules.filter(({ receiptsLeft }) => receiptsLeft > 0));
    mule.receiptsLeft -= 1;
    return mule;
  }
}

/** Half of the mules have just opened their account, the others let an old one: those with little on it. */
function recruit({ random, bank }: FraudScene): Ring {
  const mules: Mule[] = [];
  const ring = { mules, device: newDevice(random), collector: bank.names.outside('X') };
  const youngest = bank.customers.slice(-Math.max(20, Math.round(bank.customers.length / 25)));
  for (let remaining = random.whole(3, 6); remaining > 0; remaining -= 1) {
    const candidates = random.chance(0.5) ? youngest : bank.customers;
    const asked = Array.from({ length: 8 }, () => random.pick(candidates));
    const customer = asked.reduce((poorest, other) => (isBetterMule(other, poorest) ? other : poorest));
    mules.push({ customer, ring, receiptsLeft: random.whole(2, 7) });
  }
  return ring;
}

function isBetterMule(one: Customer, other: Customer): boolean {
  if (one.isGone !== other.isGone) return other.isGone;
  return (one.account.balanceMinor ?? 0) < (other.account.balanceMinor ?? 0);
}
