import { hourMs } from '../calendar.js';
import { originOf } from '../honest/honest-day.js';
import { rounded } from '../money.js';
import type { Account, MadePayment } from '../payment.js';
import type { Campaign } from './fraud-case.js';
import { type FraudScene, minutesLater } from './scene.js';
import type { Mule } from './mule.js';

const cashMostMinor = 50_000;
const ringDeviceShare = 0.35;

/**
 * A mule sends on what arrived, less a commission of 3 to 15 %, in one to three payments that begin a few hours
 * later: to the herder's account at another bank, as cash, to an exchange or to another mule of the ring. The
 * payments are fraud of the typology `mule-network`, whatever the fraud that brought the money.
 */
export function forward(scene: FraudScene, mule: Mule, received: MadePayment): void {
  const { random, habits, plan } = scene;
  const campaign: Campaign = {
    typology: 'mule-network',
    expectedPayments: 0,
    untilDay: scene.day.index,
    madePayments: 0,
  };
  const fraud = scene.openCase(campaign);
  const parts = random.chance(0.6) ? 1 : random.whole(2, 3);
  const partMinor = Math.floor((received.amountMinor * random.between(0.85, 0.97)) / parts);
  const keptHours = Math.min(20, random.logNormal(habits.muleHours, 0.8));
  let atMs = received.atMs + Math.round(Math.max(0.1, keptHours) * hourMs);
  for (let part = 0; part < parts; part += 1) {
    const { payee, type } = wayOut(scene, mule, partMinor);
    const amountMinor = type === 'cash_out' ? Math.min(cashMostMinor, rounded(partMinor, 1_000)) : partMinor;
    const own = originOf(random, mule.customer);
    const origin = random.chance(ringDeviceShare) ? { device: mule.ring.device, ip: own.ip } : own;
    plan({ atMs, payer: mule.customer.account, payee, type, amountMinor, origin, fraud });
    atMs = minutesLater(random, atMs, 3, 50);
  }
}

function wayOut(
  { random, bank }: FraudScene,
  mule: Mule,
  amountMinor: number,
): { payee: Account; type: 'transfer' | 'cash_out' | 'payment' } {
  const part = random.share();
  if (part < 0.25 && amountMinor <= 2 * cashMostMinor)
    return { payee: random.pickFavourite(bank.market.cashMachines), type: 'cash_out' };
  if (part < 0.4) return { payee: random.pick(bank.market.resellables).account, type: 'payment' };
  if (part < 0.6) {
    const other = random.pick(mule.ring.mules).customer;
    if (other !== mule.customer) return { payee: other.account, type: 'transfer' };
  }
  return { payee: mule.ring.collector, type: 'transfer' };
}
