import { emptyStates, observe, type PaymentFacts, type StateKeys } from '@paymo/features';
import type { LoggedPayment } from '../payment-log/read-payment-log.js';
import { writeFeatureFile } from './feature-file.js';
import { factsOf, learnUntil } from './logged-facts.js';
import { PendingLabels } from './pending-labels.js';

/**
 * Writes one row a payment: when, who, the label and when it became known, and the feature vector, in the order of
 * the log. A label changes the features of payments from the moment on at which it was known.
 *
 * The file appears under its name only when it is whole.
 */
export async function buildFeatures(
  payments: AsyncIterable<LoggedPayment>,
  outPath: string,
  onRows: (rows: number) => void,
): Promise<{ rows: number; frauds: number }> {
  const states = emptyStates();
  const pending = new PendingLabels();
  let frauds = 0;
  const rows = await writeFeatureFile(outPath, false, async (file) => {
    for await (const payment of payments) {
      const facts = factsOf(payment);
      const keys = namesOf(facts);
      learnUntil(states, pending, facts.occurredAtMs);
      const vector = observe(states, facts, keys);
      const { isFraud, knownAtMs } = payment;
      if (isFraud !== null && knownAtMs !== null) pending.add({ knownAtMs, isFraud, keys });
      const leading = [payment.occurredAtMs, payment.payer.name, payment.payee.name, isFraud, knownAtMs];
      const flushed = file.add(leading, vector);
      frauds += Number(isFraud);
      if (flushed) onRows(file.rows);
    }
  });
  return { rows, frauds };
}

/** The keys of `stateKeys` before they are made short: a file's memory is thrown away, and hashing takes its time. */
function namesOf({ payer, payee, deviceId, ipAddress }: PaymentFacts): StateKeys {
  return {
    payer: payer.accountId,
    payee: payee.accountId,
    pair: `${payer.accountId}>${payee.accountId}`,
    device: deviceId === null ? null : `device ${deviceId}`,
    address: ipAddress === null ? null : `address ${ipAddress}`,
  };
}
