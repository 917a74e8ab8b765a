import { Random } from '../simulator/random.js';

export const victims = ['gateway', 'scoring', 'review', 'kafka', 'postgres'] as const;
export type Victim = (typeof victims)[number];

/** What a customer does; accounts are numbers from 0. */
export type Operation =
  | { readonly kind: 'pay'; readonly payer: number; readonly payee: number; readonly amountMinor: number }
  | {
      readonly kind: 'refund';
      /** Which of the payments that can be refunded, by a share of their number. */ readonly share: number;
    };

/** Some operations at once, and a process that dies while they are under way. */
export interface FaultRun {
  readonly victim: Victim;
  /** From the first request to the kill. */
  readonly afterMs: number;
  readonly operations: readonly Operation[];
}

/** How often each dies: what holds the money's way together dies most, what takes long to come back least. */
const weights: Readonly<Record<Victim, number>> = {
  gateway: 0.5,
  scoring: 0.3,
  review: 0.1,
  kafka: 0.05,
  postgres: 0.05,
};
/** A payment that is alone takes some 10 to 30 ms: the kill falls anywhere from before its first step to after its last. */
const afterMsMax = 60;
const operationsMax = 16;
const refundShare = 0.25;
const amountMinorMax = 500;

/** The same seed and number give the same run. */
export function faultRun(seed: number, index: number, accounts: number): FaultRun {
  const random = new Random(seed, `fault ${index}`);
  const operations = Array.from({ length: random.whole(1, operationsMax) }, (): Operation => {
    if (random.chance(refundShare)) return { kind: 'refund', share: random.share() };
    const payer = random.whole(0, accounts - 1);
    const payee = (payer + random.whole(1, accounts - 1)) % accounts;
    return { kind: 'pay', payer, payee, amountMinor: random.whole(1, amountMinorMax) };
  });
  return { victim: victimOf(random.share()), afterMs: random.between(0, afterMsMax), operations };
}

function victimOf(share: number): Victim {
  let rest = share;
  for (const victim of victims) {
    if (rest < weights[victim]) return victim;
    rest -= weights[victim];
  }
  return 'gateway';
}
