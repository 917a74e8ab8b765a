import type { AnnouncingTransaction } from '@paymo/messaging';
import { newId, PaymoError, publicId, type Transaction } from '@paymo/platform';
import type { Decided, DecisionEngine } from '../decisions/decision-engine.js';
import { type Answer, claimKeys, type KeyedRequest, releaseKeys, storeAnswers } from '../idempotency.js';
import { dayOf } from '../request-time.js';
import { insertReview } from '../reviews/review-statements.js';
import { type ApplicationRequest, toApplication } from './application-request.js';
import * as sql from './application-statements.js';
import { viewApplication } from './application-view.js';
import { customerFacts } from './customer-facts.js';
import { offerOf, type PlannedOffer, storeOffers } from './make-offer.js';
import { storeProtected } from './protected-data.js';

const hourMs = 3_600_000;

/** An application that waits to be taken into a batch. */
export interface ApplicationOrder {
  readonly request: ApplicationRequest;
  readonly key: KeyedRequest;
  readonly at: Date;
}

export type ApplicationOutcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: PaymoError };

/** An application with what was decided, as it is kept. */
interface Kept {
  readonly order: ApplicationOrder;
  readonly decided: Decided;
  readonly row: sql.ApplicationRow;
  readonly offer: PlannedOffer | undefined;
}

/**
 * Decides about applications that arrived together, in one transaction: their keys, customers' locks and facts take one
 * round trip, their probabilities one inference, and what is kept of them travels with the commit. Of one customer, or
 * with one key, one is decided at a time: the next one sees what it left of the limit.
 *
 * @returns an outcome for each, in order; one that is refused leaves no trace
 */
export async function decideApplications(
  transaction: AnnouncingTransaction,
  engine: DecisionEngine,
  orders: readonly ApplicationOrder[],
): Promise<ApplicationOutcome[]> {
  const outcomes = new Map<ApplicationOrder, ApplicationOutcome>();
  for (const wave of wavesOf(orders)) await decideWave(transaction, engine, wave, outcomes);
  return orders.map((order) => required(outcomes.get(order)));
}

/** Groups of orders, of which those of one customer or with one key are in different ones, in their order. */
function wavesOf(orders: readonly ApplicationOrder[]): ApplicationOrder[][] {
  const waves: ApplicationOrder[][] = [];
  const waveAfter = new Map<string, number>();
  for (const order of orders) {
    const names = [order.request.account, order.key.key];
    const index = Math.max(...names.map((name) => waveAfter.get(name) ?? 0));
    (waves[index] ??= []).push(order);
    for (const name of names) waveAfter.set(name, index + 1);
  }
  return waves;
}

async function decideWave(
  transaction: AnnouncingTransaction,
  engine: DecisionEngine,
  orders: readonly ApplicationOrder[],
  outcomes: Map<ApplicationOrder, ApplicationOutcome>,
): Promise<void> {
  const [checks, , twins, facts] = await Promise.all([
    claimKeys(
      transaction,
      orders.map(({ key }) => key),
    ),
    lockCustomers(transaction, orders),
    readTwins(transaction, orders, engine.policy.sameApplicationMinutes),
    customerFacts(
      transaction,
      orders.map(({ request, at }) => ({ accountId: request.account, at })),
    ),
  ]);
  const fresh: { order: ApplicationOrder; inputs: Parameters<DecisionEngine['decide']>[0] }[] = [];
  const twinKeys: string[] = [];
  for (const [index, order] of orders.entries()) {
    const check = required(checks[index]);
    const twin = twins.get(order.request.account);
    if (check.kind !== 'new') {
      outcomes.set(order, check);
    } else if (twin !== undefined) {
      twinKeys.push(order.key.key);
      outcomes.set(order, { kind: 'refused', error: twinExists(twin) });
    } else {
      const application = toApplication(order.request);
      fresh.push({ order, inputs: { application, facts: required(facts[index]), at: order.at } });
    }
  }
  if (twinKeys.length > 0) releaseKeys(transaction, twinKeys);
  const decisions = await engine.decideAll(fresh.map(({ inputs }) => inputs));
  const kept = fresh.map(({ order }, index) => keep(order, required(decisions[index]), engine));
  store(transaction, kept);
  const answers = kept.map(({ order, row, offer }) => {
    const body = JSON.stringify(viewApplication(row, offer));
    outcomes.set(order, { kind: 'answered', answer: { status: 201, body, isReplay: false } });
    return { key: order.key.key, status: 201, body };
  });
  storeAnswers(transaction, answers);
}

async function lockCustomers(transaction: Transaction, orders: readonly ApplicationOrder[]): Promise<void> {
  const accounts = orders.map(({ request }) => request.account);
  transaction.write(sql.meetCustomers, [accounts]);
  await transaction.query(sql.lockCustomers, [accounts]);
}

/** By account, the application that asked for the same a moment ago. */
async function readTwins(
  transaction: Transaction,
  orders: readonly ApplicationOrder[],
  minutes: number,
): Promise<Map<string, string>> {
  const rows = await transaction.query<{ account_id: string; id: string }>(sql.readTwins, [
    orders.map(({ request }) => request.account),
    orders.map(({ key }) => key.fingerprint),
    orders.map(({ at }) => at),
    minutes,
  ]);
  return new Map(rows.map(({ account_id, id }) => [account_id, id]));
}

/** An offer for who can have one. */
function keep(order: ApplicationOrder, decided: Decided, { policy }: DecisionEngine): Kept {
  const { request, at } = order;
  const id = newId();
  const row: sql.ApplicationRow = {
    id,
    account_id: request.account,
    amount_minor: String(request.amount.value),
    currency: request.amount.currency,
    months: request.months,
    purpose: request.purpose,
    outcome: decided.decision.outcome,
    created_at: at,
    record: { decision: { reasons: decided.decision.reasons } },
    model: decided.model,
    policy: decided.policy,
    inputs_hash: decided.inputsHash,
    probability: decided.probability,
    review: decided.decision.outcome === 'refer' ? referral(at, policy) : null,
  };
  const { decision } = decided;
  if (!('terms' in decision)) return { order, decided, row, offer: undefined };
  const { account_id: accountId, currency } = row;
  const { offerDays } = policy;
  const offer = offerOf({ applicationId: id, accountId, currency, terms: decision.terms, at, offerDays });
  return { order, decided, row, offer };
}

function store(transaction: Transaction, kept: readonly Kept[]): void {
  if (kept.length === 0) return;
  transaction.write(sql.insertApplications, [
    kept.map(({ row }) => row.id),
    kept.map(({ row }) => row.account_id),
    kept.map(({ row }) => row.amount_minor),
    kept.map(({ row }) => row.currency),
    kept.map(({ row }) => row.months),
    kept.map(({ row }) => row.purpose),
    kept.map(({ order }) => answersOf(order.request)),
    kept.map(({ order }) => order.key.fingerprint),
    kept.map(({ row }) => row.outcome),
    kept.map(({ row }) => row.created_at),
  ]);
  transaction.write(sql.insertDecisions, [
    kept.map(({ row }) => row.id),
    kept.map(({ decided }) => decided.inputsHash),
    kept.map(({ decided }) => decided.policy),
    kept.map(({ decided }) => decided.model),
    kept.map(({ decided }) => decided.probability),
    kept.map(({ decided }) => decided.record),
    kept.map(({ decided }) => decided.latencyMs),
    kept.map(({ row }) => row.created_at),
    kept.map(({ decided }) => decided.shadow?.model ?? null),
    kept.map(({ decided }) => decided.shadow?.probability ?? null),
  ]);
  storeOffers(
    transaction,
    kept.flatMap(({ offer }) => offer?.row ?? []),
  );
  storeProtected(
    transaction,
    kept.map(({ row, order }) => ({
      id: row.id,
      birthDate: order.request.birthDate,
      on: dayOf(row.created_at),
    })),
  );
  for (const { row } of kept)
    if (row.review !== null)
      transaction.write(insertReview, [newId(), row.id, 'referral', null, row.created_at, row.review.dueAt]);
}

function referral(at: Date, { review }: DecisionEngine['policy']): sql.ApplicationRow['review'] {
  const dueAt = new Date(at.getTime() + review.dueHours * hourMs).toISOString();
  return { kind: 'referral', status: 'open', dueAt };
}

function answersOf({ employmentYears, savings, otherPlans }: ApplicationRequest): string {
  return JSON.stringify({ employmentYears, savings, otherPlans });
}

function twinExists(id: string): PaymoError {
  const detail = `The same application, ${publicId('app', id)}, was decided a moment ago.`;
  return new PaymoError('conflict.application_exists', detail, {
    members: { application: publicId('app', id) },
  });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('every application of a batch has its part of each result');
  return value;
}
