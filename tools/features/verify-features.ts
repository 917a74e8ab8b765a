import { emptyStates, featureNames, observe, type PaymentFacts, stateKeys } from '@paymo/features';
import type { LoggedPayment } from '../payment-log/read-payment-log.js';
import { factsOf, learnUntil } from './logged-facts.js';
import { PendingLabels } from './pending-labels.js';
import { type Labelled, recomputed } from './recompute-vector.js';

interface Seen {
  readonly index: number;
  readonly facts: PaymentFacts;
  readonly isFraud: boolean | null;
  readonly knownAtMs: number | null;
}

export interface Verification {
  readonly payments: number;
  /** Values that were compared; features of the payment alone have no past to be recomputed from. */
  readonly values: number;
  /** The first values that differ, in sentences; empty when all agree. */
  readonly differing: readonly string[];
}

const differingKept = 10;
const paymentsPerReport = 5000;

/**
 * Computes each payment's vector twice, as scoring does from states that it keeps and anew from all that came before
 * it, and compares them. Memory and time grow with the log.
 */
export async function verifyFeatures(
  payments: AsyncIterable<LoggedPayment>,
  onProgress: (payments: number) => void = () => undefined,
): Promise<Verification> {
  const states = emptyStates();
  const pending = new PendingLabels();
  const past = new Past();
  const differing: string[] = [];
  let count = 0;
  let values = 0;
  for await (const payment of payments) {
    const facts = factsOf(payment);
    const keys = stateKeys(facts);
    learnUntil(states, pending, facts.occurredAtMs);
    const vector = observe(states, facts);
    const expected = past.vectorOf(facts);
    count += 1;
    featureNames.forEach((name, place) => {
      const wanted = expected[name];
      if (wanted === undefined) return;
      values += 1;
      if (!isClose(vector[place] ?? Number.NaN, wanted) && differing.length < differingKept)
        differing.push(`payment ${count}: ${name} is ${vector[place]}, recomputed ${wanted}`);
    });
    const { isFraud, knownAtMs } = payment;
    if (isFraud !== null && knownAtMs !== null) pending.add({ knownAtMs, isFraud, keys });
    past.add({ index: count, facts, isFraud, knownAtMs });
    if (count % paymentsPerReport === 0) onProgress(count);
  }
  return { payments: count, values, differing };
}

/** All that came before, by account: a payment's features ask about no others. */
class Past {
  private readonly seenOf = new Map<string, Seen[]>();

  add(entry: Seen): void {
    for (const account of accountsOf(entry.facts)) {
      const seen = this.seenOf.get(account);
      if (seen === undefined) this.seenOf.set(account, [entry]);
      else seen.push(entry);
    }
  }

  vectorOf(facts: PaymentFacts): Readonly<Record<string, number>> {
    const entries = accountsOf(facts).flatMap((account) => this.seenOf.get(account) ?? []);
    const before = [...new Set(entries)].sort((one, other) => one.index - other.index);
    return recomputed(
      before.map((each) => each.facts),
      before.flatMap((each) => labelledAt(each, facts.occurredAtMs)),
      facts,
    );
  }
}

function accountsOf({ payer, payee }: PaymentFacts): string[] {
  return [...new Set([payer.accountId, payee.accountId])];
}

function labelledAt({ facts, isFraud, knownAtMs }: Seen, atMs: number): Labelled[] {
  return isFraud === null || knownAtMs === null || knownAtMs > atMs ? [] : [{ payment: facts, isFraud }];
}

/** Sums in another order round differently. */
function isClose(value: number, wanted: number): boolean {
  return Math.abs(wanted - value) <= 1e-6 * Math.max(1, Math.abs(wanted));
}
