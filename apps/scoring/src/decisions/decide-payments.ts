import { paymentDecided, type PaymentDecided, type PaymentSubmitted } from '@paymo/contracts';
import { catalogueVersion, observe, stateKeys } from '@paymo/features';
import type { FraudModel } from '@paymo/inference';
import {
  type AnnouncingTransaction,
  claimOffsets,
  type EventBatch,
  type ReceivedEvent,
} from '@paymo/messaging';
import { arrayLiteral } from '@paymo/platform';
import * as sql from './decision-statements.js';
import { lockStates, saveStates } from './entity-states.js';
import { factsOf } from './payment-facts.js';
import { decide, policyVersion } from './policy.js';

const factsPerDecision = 3;

interface Decision {
  readonly event: ReceivedEvent<PaymentSubmitted>;
  readonly vector: readonly number[];
  readonly decided: PaymentDecided;
}

/**
 * Decides a batch of payments in one transaction, with one inference. Payments that are decided already are
 * left as they are. Features are computed one payment after the other, so that each sees those before it.
 */
export async function decidePayments(
  transaction: AnnouncingTransaction,
  { events, progress }: EventBatch<PaymentSubmitted>,
  model: FraudModel,
): Promise<PaymentDecided[]> {
  const [, decidedIds, states] = await Promise.all([
    claimOffsets(transaction, progress),
    alreadyDecided(transaction, events),
    lockStates(
      transaction,
      events.map(({ data }) => stateKeys(data)),
    ),
  ]);
  const undecided = firstOfEach(events, decidedIds);
  if (undecided.length === 0) return [];

  const vectors = undecided.map(({ data }) => observe(states.current, factsOf(data)));
  const scores = await model.score(vectors);
  const now = Date.now();
  const decisions = undecided.map((event, index): Decision => {
    const vector = vectors[index] ?? [];
    return { event, vector, decided: judge(event.data, vector, scores[index] ?? Number.NaN, model, now) };
  });

  saveStates(transaction, states);
  writeDecisions(transaction, decisions, model.id, new Date(now));
  for (const { event, decided } of decisions)
    transaction.announce(paymentDecided, decided, event.traceparent);
  return decisions.map(({ decided }) => decided);
}

async function alreadyDecided(
  transaction: AnnouncingTransaction,
  events: readonly ReceivedEvent<PaymentSubmitted>[],
): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const ids = events.map(({ data }) => data.paymentId);
  const rows = await transaction.query<{ payment_id: string }>(sql.decidedAlready, [ids]);
  return new Set(rows.map(({ payment_id }) => payment_id));
}

/** One event for each payment that is not among `decidedIds`: Kafka may bring an event twice in a batch. */
function firstOfEach(
  events: readonly ReceivedEvent<PaymentSubmitted>[],
  decidedIds: ReadonlySet<string>,
): ReceivedEvent<PaymentSubmitted>[] {
  const seen = new Set(decidedIds);
  return events.filter(({ data }) => !seen.has(data.paymentId) && seen.add(data.paymentId));
}

function judge(
  payment: PaymentSubmitted,
  vector: readonly number[],
  score: number,
  model: FraudModel,
  decidedAtMs: number,
): PaymentDecided {
  const outcome = decide(score, model.manifest.thresholds);
  return {
    paymentId: payment.paymentId,
    payerId: payment.payer.accountId,
    payeeId: payment.payee.accountId,
    amount: payment.amount,
    type: payment.type,
    occurredAtMs: payment.occurredAtMs,
    outcome,
    score,
    reasons: outcome === 'approve' ? [] : model.explain(vector, factsPerDecision),
    model: model.id,
    decidedAtMs,
  };
}

function writeDecisions(
  transaction: AnnouncingTransaction,
  decisions: readonly Decision[],
  modelId: string,
  now: Date,
): void {
  transaction.write(sql.insertDecisions, [
    decisions.map(({ decided }) => decided.paymentId),
    decisions.map(({ decided }) => decided.outcome),
    decisions.map(({ decided }) => decided.score),
    decisions.map(({ vector }) => arrayLiteral(vector)),
    JSON.stringify(decisions.map(({ decided }) => decided.reasons)),
    modelId,
    policyVersion,
    catalogueVersion,
    JSON.stringify(decisions.map(({ event }) => event.data)),
    now,
  ]);
}
