import { applyInPostgres, lockLedger, type Permit } from '@paymo/ledger';
import { type AnnouncingTransaction, claimOffsets, type PartitionProgress } from '@paymo/messaging';
import { controlsOf, Spending } from '../controls/spending.js';
import { submitConfirmed } from '../authentication/confirm-payments.js';
import {
  type AuthenticationPolicy,
  lockEnrolled,
  StrongAuthentication,
} from '../authentication/strong-authentication.js';
import { type Acceptance, beginAccepting, type Submission } from './accept-payments.js';
import { beginSettling, type Happening, type Moved } from './settle-payments.js';

/** What can wait for the next transaction: a request of the app, or happenings that came by Kafka or by time. */
export type PaymentWork =
  | { readonly kind: 'submission'; readonly submission: Submission }
  | {
      readonly kind: 'happenings';
      readonly happenings: readonly Happening[];
      readonly progress: readonly PartitionProgress[];
    };

/** What became of each piece of work, in order. */
export type PaymentOutcome =
  | { readonly kind: 'submission'; readonly acceptance: Acceptance }
  | { readonly kind: 'happenings'; readonly moved: readonly Moved[] };

export interface PaymentTerms {
  readonly decisionMs: number;
  /** When a hold of a payment that was received then must have ended. */
  readonly ofHold: (receivedAt: Date) => Date;
  readonly authentication: AuthenticationPolicy;
}

/**
 * Does all that waits in one transaction: it locks each account once, writes each balance once and announces
 * everything in one row. Money is freed and moved before new money is reserved. All reads share one round trip
 * (a key that was used before takes another), all writes travel with the commit.
 */
export async function processPaymentBatch(
  transaction: AnnouncingTransaction,
  work: readonly PaymentWork[],
  terms: PaymentTerms,
): Promise<PaymentOutcome[]> {
  const now = new Date();
  const submissions = work.flatMap((each) => (each.kind === 'submission' ? [each.submission] : []));
  const happenings = work.flatMap((each) => (each.kind === 'happenings' ? each.happenings : []));
  const progress = work.flatMap((each) => (each.kind === 'happenings' ? each.progress : []));

  const [, settling, accepting, slice, controls, payers] = await Promise.all([
    claimOffsets(transaction, progress),
    beginSettling(transaction, happenings, now, terms.ofHold),
    beginAccepting(transaction, submissions, now, terms.decisionMs),
    lockLedger(transaction, {
      accountIds: submissions.flatMap(({ request }) => [request.payer, request.payee]),
      transferIds: happenings.map(({ paymentId }) => paymentId),
    }),
    // Behind the locks, so that it reads what whoever held them before has counted.
    controlsOf(
      transaction,
      submissions.map(({ request }) => request.payer),
    ),
    lockEnrolled(
      transaction,
      submissions,
      happenings.flatMap(({ confirmation }) => confirmation?.owner ?? []),
    ),
  ]);
  const spending = new Spending(controls, submissions, now);
  const authentication = new StrongAuthentication(payers, accepting.fresh, terms.authentication, now);
  const transfers = [...settling.transfers, ...accepting.transfers];
  const results = applyInPostgres(transaction, slice, transfers, now.getTime(), (movement) =>
    permits(movement, spending, authentication),
  );
  const moved = settling.conclude(results.slice(0, settling.transfers.length));
  const acceptances = accepting
    .conclude(results.slice(settling.transfers.length), {
      explain: (id) => authentication.refusalOf(id) ?? spending.explain(id),
      challengeOf: (id) => authentication.challengeOf(id),
    })
    .values();
  spending.write(transaction, moved);
  authentication.write(transaction, settling.confirmed);
  const decisionDeadline = new Date(now.getTime() + terms.decisionMs);
  submitConfirmed(transaction, settling.confirmed, slice.accounts, decisionDeadline);

  return outcomesOf(work, moved, acceptances);
}

/** Each judges what those before it permit; the last of all writes down what the payment then needs. */
function permits(
  movement: Parameters<Permit>[0],
  spending: Spending,
  authentication: StrongAuthentication,
): boolean {
  return authentication.admits(movement) && spending.permit(movement) && authentication.count(movement);
}

function outcomesOf(
  work: readonly PaymentWork[],
  moved: readonly Moved[],
  acceptances: Iterator<Acceptance, undefined>,
): PaymentOutcome[] {
  const movedById = new Map(moved.map((each) => [each.payment.id, each]));
  return work.map((each): PaymentOutcome => {
    if (each.kind === 'submission')
      return { kind: 'submission', acceptance: required(acceptances.next().value) };
    return {
      kind: 'happenings',
      moved: each.happenings.flatMap((happening) => {
        const move = movedById.get(happening.paymentId);
        return move?.by.includes(happening) === true ? [move] : [];
      }),
    };
  });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('every submission is answered');
  return value;
}
