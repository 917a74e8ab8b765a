import { Controller } from '@nestjs/common';
import { type ApplicationReviewed, applicationReviewed } from '@paymo/contracts';
import { claimOffsets, type EventBatch, OnEvents } from '@paymo/messaging';
import { Database } from '@paymo/platform';
import { type News, tellCustomers } from './customer-news.js';

/** Tells customers what a person found who looked at their application for a loan. */
@Controller()
export class ApplicationReviewsConsumer {
  constructor(private readonly database: Database) {}

  @OnEvents(applicationReviewed)
  async onReviewed({ events, progress }: EventBatch<ApplicationReviewed>): Promise<void> {
    const news = events.map(({ data }) => newsOf(data));
    await this.database.transaction(async (transaction) => {
      await claimOffsets(transaction, progress);
      tellCustomers(transaction, news, new Date());
    });
  }
}

function newsOf({ reviewId, applicationId, accountId, finding }: ApplicationReviewed): News {
  const kind = 'loan_application';
  return { kind, subjectId: applicationId, accountId, change: finding, status: finding, toldAs: reviewId };
}
