import { catalogue } from './catalogue.js';
import { type AccountState, pairKey, type PairState, statesAfter } from './entity-state.js';
import type { PaymentFacts } from './payment-facts.js';

/** Where the states of accounts (by account id) and pairs (by `pairKey`) are kept while payments are observed. */
export interface EntityStates {
  readonly accounts: Map<string, AccountState>;
  readonly pairs: Map<string, PairState>;
}

export function emptyStates(): EntityStates {
  return { accounts: new Map(), pairs: new Map() };
}

/**
 * Returns the feature vector of a payment, in the order of the catalogue, then lets the payment change the states.
 *
 * Online scoring, offline training sets and the replay of the log all come through here, so that a
 * payment has the same vector wherever it is computed.
 */
export function observe(states: EntityStates, payment: PaymentFacts): number[] {
  const payerId = payment.payer.accountId;
  const payeeId = payment.payee.accountId;
  const pairId = pairKey(payerId, payeeId);
  const before = {
    payer: states.accounts.get(payerId),
    payee: states.accounts.get(payeeId),
    pair: states.pairs.get(pairId),
  };

  const vector = catalogue.map((feature) => feature.value(payment, before));

  const after = statesAfter(before, payment);
  states.accounts.set(payerId, after.payer);
  // After the payer's: it holds both changes when the account is the same.
  states.accounts.set(payeeId, after.payee);
  states.pairs.set(pairId, after.pair);
  return vector;
}
