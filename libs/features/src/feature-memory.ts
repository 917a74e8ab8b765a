import { catalogue } from './catalogue/catalogue.js';
import {
  type AccountState,
  learnTruth,
  nothingKnown,
  type OriginState,
  type PairState,
  rememberOrigin,
  rememberPair,
  rememberPaid,
  rememberReceived,
  type StateKeys,
  stateKeys,
  unseenAccount,
  unseenOrigin,
  unseenPair,
} from './entity-state.js';
import { pastOf } from './past.js';
import type { PaymentFacts } from './payment-facts.js';

/** Where the states are kept while payments are observed, by the keys of `stateKeys`. */
export interface EntityStates {
  readonly accounts: Map<string, AccountState>;
  readonly pairs: Map<string, PairState>;
  /** Devices and IP addresses. */
  readonly origins: Map<string, OriginState>;
}

export function emptyStates(): EntityStates {
  return { accounts: new Map(), pairs: new Map(), origins: new Map() };
}

/**
 * Returns the feature vector of a payment, in the order of the catalogue, then lets the payment change the states.
 *
 * Online scoring, offline training sets and the replay of the log all come through here, so that a
 * payment has the same vector wherever it is computed.
 */
export function observe(
  states: EntityStates,
  payment: PaymentFacts,
  keys: StateKeys = stateKeys(payment),
): number[] {
  const past = pastOf(
    {
      payer: states.accounts.get(keys.payer),
      payee: states.accounts.get(keys.payee),
      pair: states.pairs.get(keys.pair),
      device: keys.device === null ? undefined : states.origins.get(keys.device),
      address: keys.address === null ? undefined : states.origins.get(keys.address),
    },
    payment,
  );
  const vector = catalogue.map((feature) => feature.value(payment, past));
  remember(states, keys, payment);
  return vector;
}

function remember({ accounts, pairs, origins }: EntityStates, keys: StateKeys, payment: PaymentFacts): void {
  const atMs = payment.occurredAtMs;
  rememberPaid(
    kept(accounts, keys.payer, () => unseenAccount(atMs)),
    payment,
  );
  rememberReceived(
    kept(accounts, keys.payee, () => unseenAccount(atMs)),
    payment,
  );
  rememberPair(
    kept(pairs, keys.pair, () => unseenPair(atMs)),
    payment,
  );
  for (const key of [keys.device, keys.address]) {
    if (key !== null)
      rememberOrigin(
        kept(origins, key, () => unseenOrigin(atMs)),
        payment,
      );
  }
}

/** The truth about an earlier payment. */
export interface Label {
  readonly isFraud: boolean;
  /** What was believed of the payment until now; null when nothing was known. */
  readonly before: boolean | null;
}

/**
 * Lets what was learnt about an observed payment change the states of its payer, payee, device and address. A
 * payment that these states never saw changes nothing.
 */
export function learn(states: EntityStates, keys: StateKeys, { isFraud, before }: Label): void {
  const payer = states.accounts.get(keys.payer);
  const payee = states.accounts.get(keys.payee);
  if (payer !== undefined) learnTruth((payer.asPayer ??= nothingKnown()), before, isFraud);
  if (payee !== undefined) learnTruth((payee.asPayee ??= nothingKnown()), before, isFraud);
  for (const key of [keys.device, keys.address]) {
    const origin = key === null ? undefined : states.origins.get(key);
    if (origin !== undefined) learnTruth(origin.truth, before, isFraud);
  }
}

function kept<T>(states: Map<string, T>, key: string, unseen: () => T): T {
  const known = states.get(key);
  if (known !== undefined) return known;
  const fresh = unseen();
  states.set(key, fresh);
  return fresh;
}
