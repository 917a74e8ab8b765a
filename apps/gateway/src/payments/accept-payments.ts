import { paymentSubmitted, sandboxEffectOf } from '@paymo/contracts';
import type { Transfer, TransferResult } from '@paymo/ledger';
import type { AnnouncingTransaction } from '@paymo/messaging';
import { newId, type PaymoError, problemOf, publicId } from '@paymo/platform';
import { type Challenge, viewAction } from '../authentication/challenge.js';
import * as messages from '../iso20022/payment-message.js';
import type { PaymentMessage } from '../iso20022/payment-message.js';
import { type Answer, claimKeys, storeAnswers } from './idempotency.js';
import type { Payment } from './payment.entity.js';
import { type PaymentRequest, quotes } from './payment-request.js';
import * as sql from './payment-statements.js';
import { viewPayment } from './payment-view.js';
import { refusalError } from './refusals.js';
import { submittedEvent } from './submitted-event.js';

const sandboxExpiryMs = 2000;

/** One POST that waits to be taken into a batch. */
export interface Submission {
  readonly request: PaymentRequest;
  /** Chosen beforehand by a refund, which others count by it; null for a new one. */
  readonly paymentId: string | null;
  readonly key: string;
  readonly fingerprint: Buffer;
  readonly occurredAt: Date;
  /** IP address; null when it is not known. */
  readonly clientAddress: string | null;
  readonly requestId: string;
  readonly traceparent: string;
  /** The caller does not wait: what is known now is the answer for good. */
  readonly isAnsweredAtOnce: boolean;
  /** It gives back what the payer received; the limits on what they spend do not bind it. */
  readonly isRefund: boolean;
  /** The customer who asks, and may have to sign; null for the bank, and for what gives back. */
  readonly initiator: string | null;
  /** What an ISO 20022 message said of it; null when none asked for it. */
  readonly message: PaymentMessage | null;
}

export type Acceptance =
  /** The payment waits for its decision, and so may the caller; `answerInTime` is for one who cannot wait longer. */
  | { readonly kind: 'submitted'; readonly paymentId: string; readonly answerInTime: Answer }
  | { readonly kind: 'answered'; readonly answer: Answer; readonly isReplay: boolean }
  | { readonly kind: 'refused'; readonly error: PaymoError };

/** A new request and what the ledger said to its reservation. */
interface Judged {
  readonly submission: Submission;
  readonly payment: Payment;
  readonly result: TransferResult;
  /** What the payer has to sign first. */
  readonly challenge: Challenge | undefined;
}

/** New requests between claiming their keys and reserving their money. */
export interface Accepting {
  readonly transfers: readonly Transfer[];
  /** Those that are new, with the ids of their payments. */
  readonly fresh: readonly (Submission & { readonly paymentId: string })[];
  /**
   * Writes what the ledger's results mean, and answers each request.
   *
   * @param terms what was found of each payment while it was judged
   */
  readonly conclude: (results: readonly TransferResult[], terms: Terms) => Acceptance[];
}

interface Terms {
  /** Why a payment was not permitted. */
  readonly explain: (paymentId: string) => PaymoError;
  readonly challengeOf: (paymentId: string) => Challenge | undefined;
}

/**
 * Begins to accept requests that arrived together. Their keys, payments, reserved money and announcements
 * belong to one transaction; a refused request leaves nothing behind, not even its key.
 */
export async function beginAccepting(
  transaction: AnnouncingTransaction,
  submissions: readonly Submission[],
  now: Date,
  decisionDeadlineMs: number,
): Promise<Accepting> {
  const requests = submissions.map((submission) => ({
    ...submission,
    paymentId: submission.paymentId ?? newId(),
  }));
  const checks = await claimKeys(transaction, requests);
  const fresh = requests.filter((_, index) => checks[index]?.kind === 'new');

  const conclude = (results: readonly TransferResult[], terms: Terms): Acceptance[] => {
    const judged = new Map(
      fresh.flatMap((submission, index) => {
        const result = results[index];
        if (result === undefined) return [];
        const challenge = terms.challengeOf(submission.paymentId);
        return [[submission.paymentId, judge(submission, result, now, challenge)] as const];
      }),
    );
    write(transaction, [...judged.values()], now, new Date(now.getTime() + decisionDeadlineMs));
    return requests.map(({ paymentId }, index): Acceptance => {
      const check = checks[index];
      if (check?.kind === 'refused') return check;
      if (check?.kind === 'replay') return { kind: 'answered', answer: check.answer, isReplay: true };
      return acceptanceOf(judged.get(paymentId), terms.explain);
    });
  };
  return { transfers: fresh.map(toReservation), fresh, conclude };
}

function toReservation({ request, paymentId }: Submission & { paymentId: string }) {
  return {
    kind: 'pending' as const,
    id: paymentId,
    debitAccountId: request.payer,
    creditAccountId: request.payee,
    amountMinor: BigInt(request.amount.value),
    currency: request.amount.currency,
    timeoutAtMs: null,
  };
}

function judge(
  submission: Submission & { paymentId: string },
  result: TransferResult,
  now: Date,
  challenge: Challenge | undefined,
): Judged {
  const { request } = submission;
  const payment: Payment = {
    id: submission.paymentId,
    payerId: request.payer,
    payeeId: request.payee,
    amountMinor: String(request.amount.value),
    currency: request.amount.currency,
    type: request.type,
    reference: request.reference,
    status:
      result.outcome === 'applied' ? (challenge === undefined ? 'submitted' : 'requires_action') : 'failed',
    version: 1,
    occurredAt: submission.occurredAt,
    createdAt: now,
    updatedAt: now,
  };
  return { submission, payment, result, challenge };
}

/** Lack of funds is the one refusal that is kept as a payment: the customer's history shows it. */
function isKept({ result }: Judged): boolean {
  return (
    result.outcome === 'applied' || (result.outcome === 'refused' && result.refusal === 'insufficient_funds')
  );
}

function write(
  transaction: AnnouncingTransaction,
  judged: readonly Judged[],
  now: Date,
  deadline: Date,
): void {
  const kept = judged.filter(isKept);
  const dropped = judged.filter((each) => !isKept(each));
  if (dropped.length > 0)
    transaction.write(sql.releaseKeys, [dropped.map(({ submission }) => submission.key)]);
  if (kept.length > 0) enterPayments(transaction, kept, now, deadline);
  enterEvidence(transaction, kept);
  enterMessages(transaction, kept);

  const submitted = kept.flatMap((each) =>
    each.result.outcome === 'applied' && each.challenge === undefined
      ? [{ ...each, debit: each.result.debit, credit: each.result.credit }]
      : [],
  );
  for (const each of submitted) {
    const { payment, debit, credit, submission } = each;
    const origin = {
      deviceId: submission.request.deviceId,
      clientAddress: submission.clientAddress,
    };
    const event = submittedEvent(payment, debit, credit, origin, payment.createdAt);
    transaction.announce(paymentSubmitted, event, submission.traceparent);
  }
  storeAnswers(
    transaction,
    kept.flatMap((each) => {
      const answer = finalAnswer(each);
      return answer === undefined ? [] : [{ key: each.submission.key, answer }];
    }),
  );
}

function enterPayments(
  transaction: AnnouncingTransaction,
  judged: readonly Judged[],
  now: Date,
  deadline: Date,
): void {
  const payments = judged.map(({ payment }) => payment);
  transaction.write(sql.enterPayments, [
    payments.map(({ id }) => id),
    payments.map(({ payerId }) => payerId),
    payments.map(({ payeeId }) => payeeId),
    payments.map(({ amountMinor }) => amountMinor),
    payments.map(({ currency }) => currency),
    payments.map(({ type }) => type),
    payments.map(({ reference }) => reference),
    payments.map(({ status }) => status),
    judged.map(({ submission }) => submission.key),
    payments.map(({ occurredAt }) => occurredAt),
    judged.map(({ submission }) => submission.traceparent),
    now,
    judged.map(({ challenge, payment }) => challenge?.expiresAt ?? deadlineOf(payment, deadline)),
  ]);
}

/** A payment that a sandbox lets expire is not waited for. */
function deadlineOf({ payeeId, createdAt }: Payment, usual: Date): Date {
  return sandboxEffectOf(payeeId) === 'expired' ? new Date(createdAt.getTime() + sandboxExpiryMs) : usual;
}

function enterEvidence(transaction: AnnouncingTransaction, judged: readonly Judged[]): void {
  const quoting = judged.filter(({ submission }) => quotes(submission.request));
  if (quoting.length === 0) return;
  transaction.write(sql.enterEvidence, [
    quoting.map(({ payment }) => payment.id),
    quoting.map(({ submission }) => submission.request.payeeCheckId),
    quoting.map(({ submission }) => submission.request.quoteId),
    quoting.map(({ submission }) => submission.request.acknowledgementId),
  ]);
}

function enterMessages(transaction: AnnouncingTransaction, judged: readonly Judged[]): void {
  const said = judged.flatMap(({ payment, submission: { message } }) =>
    message === null ? [] : [[payment.id, message] as const],
  );
  if (said.length > 0) transaction.write(messages.enterMessages, messages.messageValues(said));
}

/** The answer that is already certain, if any. */
function finalAnswer({ submission, payment, result, challenge }: Judged): Answer | undefined {
  if (result.outcome === 'refused') {
    const error = refusalError(result.refusal, result.accountId, submission.request);
    const problem = problemOf(error, submission.requestId);
    return {
      status: problem.status,
      body: JSON.stringify({ ...problem, paymentId: publicId('pay', payment.id) }),
    };
  }
  if (challenge !== undefined) {
    const action = viewAction(payment, challenge);
    return { status: 202, body: JSON.stringify({ ...viewPayment(payment), action }) };
  }
  return submission.isAnsweredAtOnce ? stillSubmitted(payment) : undefined;
}

function acceptanceOf(judged: Judged | undefined, explain: Terms['explain']): Acceptance {
  if (judged === undefined) throw new Error('every new request is judged');
  const { result, submission, payment } = judged;
  if (result.outcome === 'refused' && !isKept(judged)) {
    if (result.refusal === 'not_permitted') return { kind: 'refused', error: explain(payment.id) };
    return { kind: 'refused', error: refusalError(result.refusal, result.accountId, submission.request) };
  }
  const answer = finalAnswer(judged);
  if (answer !== undefined) return { kind: 'answered', answer, isReplay: false };
  return { kind: 'submitted', paymentId: payment.id, answerInTime: stillSubmitted(payment) };
}

function stillSubmitted(payment: Payment): Answer {
  return { status: 202, body: JSON.stringify(viewPayment(payment)) };
}
