import type { AccountState, PaymentStates } from './entity-state.js';
import { type Flow, type FlowTotals, totalsAt } from './flow.js';
import type { PaymentFacts } from './payment-facts.js';
import { codesIn, hasMet, partyCode, type RecentParties } from './recent-parties.js';

/** What the features of a payment see of the past: the states before it, and what is counted from them once. */
export interface Past extends PaymentStates {
  readonly payerPaid: FlowTotals;
  readonly payerReceived: FlowTotals;
  readonly payeePaid: FlowTotals;
  readonly payeeReceived: FlowTotals;
  readonly pairPaid: FlowTotals;
  readonly devicePaid: FlowTotals;
  readonly addressPaid: FlowTotals;
  /** Accounts that both payer and payee lately paid or were paid by; a merchant has none. */
  readonly commonContacts: number;
  /** The payee paid the payer lately. */
  readonly isPaidBack: boolean;
}

export function pastOf(states: PaymentStates, payment: PaymentFacts): Past {
  const { payer, payee, pair, device, address } = states;
  const atMs = payment.occurredAtMs;
  return {
    payer,
    payee,
    pair,
    device,
    address,
    payerPaid: totalsAt(payer?.paid, atMs),
    payerReceived: totalsAt(payer?.received, atMs),
    payeePaid: totalsAt(payee?.paid, atMs),
    payeeReceived: totalsAt(payee?.received, atMs),
    pairPaid: totalsAt(pair?.paid, atMs),
    devicePaid: totalsAt(device?.paid, atMs),
    addressPaid: totalsAt(address?.paid, atMs),
    commonContacts: isBetweenPeople(payment) ? commonContacts(payer, payee) : 0,
    isPaidBack: hasMet(partiesOf(payer?.received), partyCode(payment.payee.accountId)),
  };
}

function isBetweenPeople({ payer, payee }: PaymentFacts): boolean {
  return payer.kind === 'customer' && payee.kind === 'customer';
}

function commonContacts(payer: AccountState | undefined, payee: AccountState | undefined): number {
  const [paid, received] = [partiesOf(payer?.paid), partiesOf(payer?.received)];
  const [paidByPayee, receivedByPayee] = [partiesOf(payee?.paid), partiesOf(payee?.received)];
  const isPayees = (code: number): boolean => hasMet(paidByPayee, code) || hasMet(receivedByPayee, code);
  let common = 0;
  for (const code of codesIn(paid)) if (isPayees(code)) common += 1;
  for (const code of codesIn(received)) if (!hasMet(paid, code) && isPayees(code)) common += 1;
  return common;
}

const nobody: RecentParties = [];

function partiesOf(flow: Flow | undefined): RecentParties {
  return flow?.parties ?? nobody;
}
