import { Injectable } from '@nestjs/common';
import { paymentLabelled } from '@paymo/contracts';
import { Outbox } from '@paymo/messaging';
import {
  type Caller,
  Cursors,
  Database,
  newId,
  type Page,
  PaymoError,
  publicId,
  reaches,
} from '@paymo/platform';
import { tellCustomers } from '../news/customer-news.js';
import { PaymentsReader } from '../payments/payments.reader.js';
import { assertNotOwner } from '../payments/refusals.js';
import { contestable, type HumanReviewChange } from './human-review.js';
import * as sql from './human-review-statements.js';

const contestMs = 30 * 86_400_000;
const listName = ['human-reviews'];

/** Payers ask for a person where a machine decided, and a person answers them. */
@Injectable()
export class HumanReviewsService {
  constructor(
    private readonly outbox: Outbox,
    private readonly database: Database,
    private readonly payments: PaymentsReader,
    private readonly cursors: Cursors,
  ) {}

  /** @throws PaymoError when the payment is neither held nor was declined in the last 30 days, or was asked about */
  async ask(caller: Caller, paymentId: string, words: string | null): Promise<sql.HumanReviewRow> {
    const payment = await this.payments.sent(caller, paymentId);
    const about = contestable.find((status) => status === payment.status);
    const now = new Date();
    if (about === undefined || now.getTime() - payment.updatedAt.getTime() > contestMs) {
      const detail = `The payment is ${payment.status} since ${payment.updatedAt.toISOString()}.`;
      throw new PaymoError('conflict.payment_not_contestable', detail);
    }
    const id = newId();
    return this.outbox.transaction(async (transaction) => {
      const values = [id, paymentId, payment.payerId, caller.subject, about, words, now];
      const asked = await transaction.query(sql.insertReview, values);
      if (asked.length === 0) {
        throw new PaymoError('conflict.human_review_exists', 'A person was asked about this payment before.');
      }
      tellCustomers(transaction, [newsOf({ id, payer_id: payment.payerId }, 'asked')], now);
      const [row] = await transaction.query<sql.HumanReviewRow>(sql.readReview, [id]);
      if (row === undefined) throw new Error('what was inserted is there');
      return row;
    });
  }

  /** @throws PaymoError `human_review.not_found`, also when it is somebody else's */
  async read(caller: Caller, id: string): Promise<sql.HumanReviewRow> {
    const [row] = await this.database.query<sql.HumanReviewRow>(sql.readReview, [id]);
    if (row !== undefined && reaches(caller, row.asker)) return row;
    throw unknownReview(id);
  }

  /** Reviews that wait for somebody, the oldest first. */
  async list(limit: number, cursor: string | undefined): Promise<Page<sql.HumanReviewRow>> {
    const [after = null] = await this.cursors.read(listName, cursor);
    const rows = await this.database.query<sql.HumanReviewRow>(sql.listReviews, [after, limit + 1]);
    return this.cursors.page(listName, rows, limit, ({ id }) => [id]);
  }

  /** Says what a person found of a declined payment: the payer is told, and it becomes a label. */
  async decide(
    caller: Caller,
    id: string,
    outcome: 'released' | 'upheld',
    traceparent: string,
  ): Promise<sql.HumanReviewRow> {
    return this.outbox.transaction(async (transaction) => {
      const [review] = await transaction.query<sql.LockedReviewRow>(sql.lockReview, [id]);
      if (review === undefined) throw unknownReview(id);
      assertOpen(review, caller);
      const now = new Date();
      transaction.write(sql.decideReview, [id, outcome, now, caller.subject]);
      tellCustomers(transaction, [newsOf(review, outcome)], now);
      const label = {
        paymentId: review.payment_id,
        payerId: review.payer_id,
        isFraud: outcome === 'upheld',
        source: 'verdict' as const,
        knownAtMs: now.getTime(),
      };
      transaction.announce(paymentLabelled, label, traceparent);
      return { ...review, outcome, decided_at: now, decided_by: caller.subject };
    });
  }
}

function assertOpen({ about, outcome, asker, owners }: sql.LockedReviewRow, { subject }: Caller): void {
  if (about === 'held') {
    const detail = 'The payment is held: its case is judged in the queue of review.';
    throw new PaymoError('conflict.human_review_elsewhere', detail);
  }
  if (outcome !== null) throw new PaymoError('conflict.review_closed', `The payment was ${outcome}.`);
  if (asker === subject)
    throw new PaymoError('conflict.own_work', 'The payment is your own; a colleague looks at it.');
  assertNotOwner(subject, owners);
}

function newsOf({ id, payer_id }: Pick<sql.HumanReviewRow, 'id' | 'payer_id'>, change: HumanReviewChange) {
  return { kind: 'human_review', subjectId: id, accountId: payer_id, change, status: change } as const;
}

function unknownReview(id: string): PaymoError {
  return new PaymoError('human_review.not_found', `${publicId('hrv', id)} does not exist.`);
}
