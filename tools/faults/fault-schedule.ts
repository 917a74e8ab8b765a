import { Random } from '../simulator/random.js';

export const victims = ['gateway', 'scoring', 'review', 'kafka', 'postgres'] as const;
export type Victim = (typeof victims)[number];

/** What a customer does; accounts are numbers from 0. */
export type Operation =
  | { readonly kind: 'pay'; readonly payer: number; readonly payee: number; readonly amountMinor: number }
  /** A payment that its payer signs, to a payee of the sandbox. */
  | { readonly kind: 'sign'; readonly payer: number; readonly amountMinor: number }
  | {
      readonly kind: 'refund';
      /** Which of the payments that can be refunded, by a share of their number. */ readonly share: number;
    };

/** Some operations at once, and a process that dies while they are under way. */
export interface FaultRun {
  readonly victim: Victim;
  /** The first request of this kind; for `sign`, the first signature. */
  readonly from: Operation['kind'];
  /** From that request to the kill. */
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
const shares = { refund: 0.2, sign: 0.2 };
const amountMinorMax = 500;

/** The same seed and number give the same run. */
export function faultRun(seed: number, index: number, accounts: number): FaultRun {
  const random = new Random(seed, `fault ${index}`);
  // There is one of the kind that the kill waits for.
  const from = kindOf(random.share());
  const others = Array.from({ length: random.whole(0, operationsMax - 1) }, () => kindOf(random.share()));
  const operations = [from, ...others].map((kind) => operation(kind, random, accounts));
  return { victim: victimOf(random.share()), from, afterMs: random.between(0, afterMsMax), operations };
}

function kindOf(share: number): Operation['kind'] {
  if (share < shares.refund) return 'refund';
  return share < shares.refund + shares.sign ? 'sign' : 'pay';
}

function operation(kind: Operation['kind'], random: Random, accounts: number): Operation {
  if (kind === 'refund') return { kind, share: random.share() };
  const payer = random.whole(0, accounts - 1);
  const amountMinor = random.whole(1, amountMinorMax);
  if (kind === 'sign') return { kind, payer, amountMinor };
  return { kind, payer, payee: (payer + random.whole(1, accounts - 1)) % accounts, amountMinor };
}

function victimOf(share: number): Victim {
  let rest = share;
  for (const victim of victims) {
    if (rest < weights[victim]) return victim;
    rest -= weights[victim];
  }
  return 'gateway';
}
