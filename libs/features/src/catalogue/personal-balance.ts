import type { PartyFacts } from '../payment-facts.js';

/** A merchant's balance is settled elsewhere and says nothing of a payment: it counts as 0. */
export function personalBalance(party: PartyFacts): number {
  return party.kind === 'merchant' ? 0 : party.balanceMinor;
}
