import { z } from 'zod';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import type { ReviewRow } from './review-statements.js';
import { reviewKinds, shownStatus, shownStatuses } from './review-status.js';

/** A review as its customer sees it. */
export const shownReviewSchema = z
  .strictObject({
    id: publicIdTextSchema('rev'),
    application: publicIdTextSchema('app'),
    kind: z.enum(reviewKinds),
    status: z.enum(shownStatuses),
    statement: z
      .string()
      .nullable()
      .meta({ examples: ['My income goes to another bank.'] })
      .describe('What the customer said; null of a review that they did not ask for'),
    openedAt: timeSchema,
    dueAt: timeSchema.describe('Until when it is answered'),
  })
  .meta({ id: 'LoanReview' });
type ShownReview = z.infer<typeof shownReviewSchema>;

export function showReview(row: ReviewRow): ShownReview {
  return {
    id: publicId('rev', row.id),
    application: publicId('app', row.application_id),
    kind: row.kind,
    status: shownStatus(row.status),
    statement: row.statement,
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at.toISOString(),
  };
}
