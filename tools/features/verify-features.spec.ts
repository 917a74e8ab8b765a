import { expect, test } from '@jest/globals';
import { readMapping } from '../payment-log/mapping.js';
import { type LoggedPayment, readPaymentLog } from '../payment-log/read-payment-log.js';
import { verifyFeatures } from './verify-features.js';

async function* firstOf(
  payments: AsyncIterable<LoggedPayment>,
  count: number,
): AsyncGenerator<LoggedPayment> {
  let given = 0;
  for await (const payment of payments) {
    yield payment;
    given += 1;
    if (given === count) return;
  }
}

test("every vector of PaySim's sample day equals a recomputation from all that came before", async () => {
  const mapping = await readMapping('models/training/mappings/paysim.json');
  const log = readPaymentLog('models/training/sample/paysim-day-15.csv.gz', mapping);
  const { payments, values, differing } = await verifyFeatures(firstOf(log, 4000));
  expect(differing).toEqual([]);
  expect(payments).toBe(4000);
  expect(values).toBeGreaterThan(50 * payments);
}, 120_000);
