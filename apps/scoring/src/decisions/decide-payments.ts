import { paymentDecided, type PaymentDecided, type PaymentSubmitted } from '@paymo/contracts';
import { catalogueVersion, observe, sentenceOf, stateKeys } from '@paymo/features';
import type { FraudModel } from '@paymo/inference';
import {
  type AnnouncingTransaction,
  claimOffsets,
  type EventBatch,
  type ReceivedEvent,
} from '@paymo/messaging';
import { arrayLiteral } from '@paymo/platform';
import { type Bundle, limitedSource } from '../serving/bundle.js';
import { countMinutes } from './count-minutes.js';
import type { Decision } from './decision.js';
import * as sql from './decision-statements.js';
import { lockStates, saveStates } from './entity-states.js';
import { type Judgement, judge, judgedPayment } from './judge.js';
import { factsOf } from './payment-facts.js';
import { type PaymentScores, scoreBatch } from './score-batch.js';

const factsPerDecision = 3;
const noModel = 'none';

/**
 * Decides a batch of payments in one transaction, with one inference a model and one bundle for all of them. Payments
 * that are decided already are left as they are. Features are computed one payment after the other, so that each
 * sees those before it.
 */
export async function decidePayments(
  transaction: AnnouncingTransaction,
  { events, progress }: EventBatch<PaymentSubmitted>,
  bundle: Bundle,
  mayHold: (source: string, paymentId: string, atMs: number) => boolean,
): Promise<Decision[]> {
  const keys = new Map(events.map(({ data }) => [data, stateKeys(data)] as const));
  const [, decidedIds, states] = await Promise.all([
    claimOffsets(transaction, progress),
    alreadyDecided(transaction, events),
    lockStates(transaction, [...keys.values()]),
  ]);
  const undecided = firstOfEach(events, decidedIds);
  if (undecided.length === 0) return [];

  const vectors = undecided.map(({ data }) => observe(states.current, factsOf(data), keys.get(data)));
  const payerIds = undecided.map(({ data }) => data.payer.accountId);
  const { payments, runs } = await scoreBatch(bundle, payerIds, vectors);
  const now = Date.now();
  const decisions = undecided.map((event, index): Decision => {
    const vector = vectors[index] ?? [];
    const scored = payments[index] ?? { decider: undefined, score: null, scores: {} };
    const judged = judgedPayment(event.data, vector, scored.score, now);
    const judgement = judge(bundle, scored.decider, judged, (source) =>
      mayHold(limitedSource(bundle, scored.decider, source), judged.paymentId, now),
    );
    return { event, vector, scored, judgement, decided: toEvent(event.data, vector, scored, judgement, now) };
  });

  saveStates(transaction, states);
  writeDecisions(transaction, decisions, bundle.version, new Date(now));
  countMinutes(transaction, decisions, runs, now);
  for (const { event, decided } of decisions)
    transaction.announce(paymentDecided, decided, event.traceparent);
  return decisions;
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

export function toEvent(
  payment: PaymentSubmitted,
  vector: readonly number[],
  { decider, score }: PaymentScores,
  { decision: { outcome }, live }: Judgement,
  decidedAtMs: number,
): PaymentDecided {
  const isExplained = outcome !== 'approve' && decider !== undefined;
  return {
    paymentId: payment.paymentId,
    payerId: payment.payer.accountId,
    payeeId: payment.payee.accountId,
    amount: payment.amount,
    type: payment.type,
    occurredAtMs: payment.occurredAtMs,
    outcome,
    score,
    reasons: isExplained ? explained(decider, vector) : [],
    rules: live.hits.map(({ ruleId, outcome: verdict, reason, sentence }) => ({
      ruleId,
      verdict,
      reason,
      sentence,
    })),
    model: decider?.id ?? noModel,
    origin: outcome === 'hold' ? { deviceId: payment.deviceId, ipAddress: payment.ipAddress } : null,
    decidedAtMs,
  };
}

function explained(model: FraudModel, vector: readonly number[]): PaymentDecided['reasons'] {
  return model
    .explain(vector, factsPerDecision)
    .map((fact) => ({ ...fact, sentence: sentenceOf(fact.feature, vector) }));
}

/** Null when no rule had anything to say, as for most payments. */
export function rulesOf({ live, shadow }: Judgement): object | null {
  const isSilent = [live, shadow].every(({ hits, errors }) => hits.length === 0 && errors.length === 0);
  return isSilent ? null : { live, shadow };
}

function writeDecisions(
  transaction: AnnouncingTransaction,
  decisions: readonly Decision[],
  servingVersion: number,
  now: Date,
): void {
  transaction.write(sql.insertDecisions, [
    decisions.map(({ decided }) => decided.paymentId),
    decisions.map(({ decided }) => decided.outcome),
    decisions.map(({ decided }) => decided.score),
    decisions.map(({ vector }) => arrayLiteral(vector)),
    JSON.stringify(decisions.map(({ decided }) => decided.reasons)),
    decisions.map(({ decided }) => decided.model),
    decisions.map(({ judgement }) => judgement.policy),
    catalogueVersion,
    JSON.stringify(decisions.map(({ event }) => event.data)),
    now,
    JSON.stringify(decisions.map(({ scored }) => scored.scores)),
    JSON.stringify(decisions.map(({ judgement }) => judgement.decision)),
    servingVersion,
    JSON.stringify(decisions.map(({ judgement }) => rulesOf(judgement))),
  ]);
}
