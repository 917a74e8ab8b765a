import { Injectable } from '@nestjs/common';
import { applicationReviewed } from '@paymo/contracts';
import { type AnnouncingTransaction, Outbox } from '@paymo/messaging';
import { Database, newId, PaymoError, publicId } from '@paymo/platform';
import {
  lockCustomers,
  readApplication,
  readStandings,
  type StandingRow,
} from '../applications/application-statements.js';
import { unknownApplication } from '../applications/applications.service.js';
import { offerOf, storeOffers } from '../applications/make-offer.js';
import { type Answer, answerOnce, type KeyedRequest } from '../idempotency.js';
import { CreditServing } from '../models/credit-serving.service.js';
import * as sql from './review-statements.js';
import { type ReviewView, viewReview } from './review-view.js';
import type { VerdictRequest } from './review-request.js';
import { showReview } from './shown-review.js';

const hourMs = 3_600_000;

/** What a verdict means to the customer. */
const findings = {
  referral: { approve: 'approved', decline: 'declined' },
  contest: { approve: 'overturned', decline: 'upheld' },
} as const;

/** Has people look again at what a computer decided. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly serving: CreditServing,
    private readonly outbox: Outbox,
    private readonly database: Database,
  ) {}

  /** Opens a review for a customer who does not agree, or answers with the one that is open. */
  contest(applicationId: string, statement: string, key: KeyedRequest, at: Date): Promise<Answer> {
    return answerOnce(this.outbox, key, 201, async (transaction) => {
      const [application] = await transaction.query(readApplication, [applicationId]);
      if (application === undefined) throw unknownApplication(applicationId);
      const dueAt = new Date(at.getTime() + this.serving.current.policy.review.dueHours * hourMs);
      transaction.write(sql.insertReview, [newId(), applicationId, 'contest', statement, at, dueAt]);
      const [row] = await transaction.query<sql.ReviewRow>(sql.readReviewOfApplication, [applicationId]);
      if (row === undefined) throw new Error('a review that was opened is there');
      return showReview(row);
    });
  }

  async list(statuses: readonly string[], limit: number, at: Date): Promise<ReviewView[]> {
    const rows = await this.database.query<sql.ReviewRow>(sql.readReviews, [statuses, limit]);
    return rows.map((row) => viewReview(row, at));
  }

  /**
   * Takes a verdict. A decline closes the review; an approval of what was not approved takes two people, and then makes
   * an offer at the dearest band's price.
   *
   * @throws PaymoError when the review is closed, or one person would do both parts
   */
  judge(id: string, request: VerdictRequest, key: KeyedRequest, at: Date): Promise<Answer> {
    return answerOnce(this.outbox, key, 200, async (transaction) => {
      const [row] = await transaction.query<sql.ReviewRow>(sql.lockReview, [id]);
      if (row === undefined)
        throw new PaymoError('loan.review_not_found', `${publicId('rev', id)} does not exist.`);
      if (row.closed_at !== null) {
        const how = `${row.status} by ${row.reviewer ?? ''} at ${row.closed_at.toISOString()}`;
        throw new PaymoError('conflict.review_closed', `The review was ${how}.`);
      }
      await this.move(transaction, row, request, at);
      const [moved] = await transaction.query<sql.ReviewRow>(sql.readReview, [id]);
      return viewReview(moved ?? row, at);
    });
  }

  private async move(
    transaction: AnnouncingTransaction,
    row: sql.ReviewRow,
    { verdict, reviewer, note }: VerdictRequest,
    at: Date,
  ): Promise<void> {
    if (verdict === 'approve' && row.status === 'open') {
      transaction.write(sql.moveReview, [row.id, 'proposed', reviewer, null, note, null]);
      return;
    }
    if (verdict === 'approve' && row.proposer === reviewer) {
      const detail = 'An approval of what was not approved takes a second person.';
      throw new PaymoError('conflict.own_work', detail);
    }
    if (verdict === 'approve') await this.offer(transaction, row, at);
    const status = verdict === 'approve' ? 'approved' : 'declined';
    const proposer = row.proposer === reviewer ? null : row.proposer;
    transaction.write(sql.moveReview, [row.id, status, proposer, reviewer, note, at]);
    const { id: reviewId, application_id: applicationId, account_id: accountId } = row;
    const told = {
      reviewId,
      applicationId,
      accountId,
      finding: findings[row.kind][verdict],
      atMs: at.getTime(),
    };
    transaction.announce(applicationReviewed, told, undefined);
  }

  private async offer(transaction: AnnouncingTransaction, row: sql.ReviewRow, at: Date): Promise<void> {
    const { bands, exposureMinorMax, offerDays } = this.serving.current.policy;
    const { account_id: accountId, application_id: applicationId, currency, months } = row;
    await transaction.query(lockCustomers, [[accountId]]);
    const [standing] = await transaction.query<StandingRow>(readStandings, [[accountId], [at]]);
    const amountMinor = BigInt(row.amount_minor);
    const roomMinor = BigInt(exposureMinorMax) - BigInt(standing?.exposure_minor ?? exposureMinorMax);
    if (amountMinor > roomMinor) {
      const detail = `The customer's limit leaves ${roomMinor}; no person can pass it.`;
      throw new PaymoError('loan.not_possible', detail);
    }
    const band = bands.at(-1);
    if (band === undefined) throw new Error('a policy has bands');
    const terms = { amountMinor, months, band: band.name, annualRate: band.annualRate };
    const { row: offer } = offerOf({ applicationId, accountId, currency, terms, at, offerDays });
    storeOffers(transaction, [offer]);
  }
}
