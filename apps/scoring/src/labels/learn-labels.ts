import { type PaymentLabelled, paymentSubmitted } from '@paymo/contracts';
import { learn, type StateKeys, stateKeys } from '@paymo/features';
import { claimOffsets, type EventBatch } from '@paymo/messaging';
import type { Transaction } from '@paymo/platform';
import { lockStates, saveStates } from '../decisions/entity-states.js';
import * as sql from './label-statements.js';

interface Known {
  readonly keys: StateKeys;
  readonly occurredAtMs: number;
}

/**
 * Keeps labels for the next model and lets them change what the features remember, in one transaction. A label that
 * comes twice changes nothing; of several about one payment the last one learnt is believed.
 */
export async function learnLabels(
  transaction: Transaction,
  { events, progress }: EventBatch<PaymentLabelled>,
): Promise<void> {
  await claimOffsets(transaction, progress);
  if (events.length === 0) return;
  const paymentIds = [...new Set(events.map(({ data }) => data.paymentId))];
  const [decisions, earlier] = await Promise.all([
    transaction.query<{ payment_id: string; payment: unknown }>(sql.decidedPayments, [paymentIds]),
    transaction.query<sql.LabelRow>(sql.labelsOf, [paymentIds]),
  ]);
  const known = new Map(decisions.map(({ payment_id, payment }) => [payment_id, knownOf(payment)]));
  const states = await lockStates(
    transaction,
    [...known.values()].map(({ keys }) => keys),
  );
  const labels = new Set(earlier.map(({ payment_id, source }) => `${payment_id} ${source}`));
  const beliefs = new Map(earlier.map(({ payment_id, is_fraud }) => [payment_id, is_fraud]));
  const fresh: PaymentLabelled[] = [];
  for (const { data } of events) {
    const { paymentId, isFraud, source } = data;
    if (labels.has(`${paymentId} ${source}`)) continue;
    labels.add(`${paymentId} ${source}`);
    fresh.push(data);
    const keys = known.get(paymentId)?.keys;
    if (keys !== undefined) learn(states.current, keys, { isFraud, before: beliefs.get(paymentId) ?? null });
    beliefs.set(paymentId, isFraud);
  }
  saveStates(transaction, states);
  insert(transaction, fresh, known);
}

/** Older decisions lack facts that were added since. */
function knownOf(stored: unknown): Known {
  const payment = paymentSubmitted.schema.parse(stored);
  return { keys: stateKeys(payment), occurredAtMs: payment.occurredAtMs };
}

function insert(
  transaction: Transaction,
  labels: readonly PaymentLabelled[],
  known: ReadonlyMap<string, Known>,
): void {
  if (labels.length === 0) return;
  transaction.write(sql.insertLabels, [
    labels.map(({ paymentId }) => paymentId),
    labels.map(({ source }) => source),
    labels.map(({ isFraud }) => isFraud),
    labels.map(({ paymentId }) => {
      const occurredAtMs = known.get(paymentId)?.occurredAtMs;
      return occurredAtMs === undefined ? null : new Date(occurredAtMs);
    }),
    labels.map(({ knownAtMs }) => new Date(knownAtMs)),
  ]);
}
