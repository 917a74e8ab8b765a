import { expect, test } from '@jest/globals';
import { emptyStates, featureNames, learn, observe, type PaymentFacts, stateKeys } from '@paymo/features';
import { readMapping } from '../payment-log/mapping.js';
import { type LoggedParty, type LoggedPayment, readPaymentLog } from '../payment-log/read-payment-log.js';
import { PendingLabels } from './pending-labels.js';
import { type Labelled, recomputed } from './recompute-vector.js';

/** The start of the sample day; the whole of another log of PaySim's columns where this names one. */
const whole = process.env.PAYSIM_LOG;
const log = whole ?? 'models/training/sample/paysim-day-15.csv.gz';
const paymentsMax = whole === undefined ? 4000 : Infinity;

interface Seen {
  readonly index: number;
  readonly facts: PaymentFacts;
  readonly isFraud: boolean | null;
  readonly knownAtMs: number | null;
}

test('every vector of the log of PaySim equals a recomputation from all that came before', async () => {
  const mapping = await readMapping('models/training/mappings/paysim.json');
  const seenOf = new Map<string, Seen[]>();
  const states = emptyStates();
  const pending = new PendingLabels();
  const differing: string[] = [];
  let count = 0;
  for await (const payment of readPaymentLog(log, mapping)) {
    const facts = factsOf(payment);
    const keys = stateKeys(facts);
    for (const label of pending.knownAt(facts.occurredAtMs))
      learn(states, label.keys, { isFraud: label.isFraud, before: null });
    const vector = observe(states, facts);
    const accounts = [...new Set([facts.payer.accountId, facts.payee.accountId])];
    const before = inOrder(accounts.flatMap((account) => seenOf.get(account) ?? []));
    const expected = recomputed(
      before.map((each) => each.facts),
      before.flatMap((each) => labelledAt(each, facts.occurredAtMs)),
      facts,
    );
    featureNames.forEach((name, place) => {
      const wanted = expected[name];
      if (wanted !== undefined && Math.abs(wanted - (vector[place] ?? Number.NaN)) > tolerance(wanted))
        differing.push(`payment ${count + 1}: ${name} is ${vector[place]}, recomputed ${wanted}`);
    });
    const { isFraud, knownAtMs } = payment;
    if (isFraud !== null && knownAtMs !== null) pending.add({ knownAtMs, isFraud, keys });
    const entry = { index: count, facts, isFraud, knownAtMs };
    for (const account of accounts) {
      const seen = seenOf.get(account);
      if (seen === undefined) seenOf.set(account, [entry]);
      else seen.push(entry);
    }
    count += 1;
    if (count === paymentsMax) break;
  }
  process.stdout.write(`${count} payments recomputed\n`);
  expect(differing.slice(0, 10)).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(4000);
}, 3_600_000);

/** Rounding of sums in another order. */
function tolerance(value: number): number {
  return 1e-6 * Math.max(1, Math.abs(value));
}

function inOrder(seen: readonly Seen[]): Seen[] {
  return [...new Set(seen)].sort((one, other) => one.index - other.index);
}

function labelledAt({ facts, isFraud, knownAtMs }: Seen, atMs: number): Labelled[] {
  return isFraud === null || knownAtMs === null || knownAtMs > atMs ? [] : [{ payment: facts, isFraud }];
}

function factsOf(payment: LoggedPayment): PaymentFacts {
  const party = ({ name, kind, balanceMinor }: LoggedParty) => ({
    accountId: name,
    kind,
    balanceMinor: balanceMinor ?? 0,
  });
  return { ...payment, payer: party(payment.payer), payee: party(payment.payee) };
}
