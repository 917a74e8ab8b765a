import { z } from 'zod';
import { moneySchema } from '@paymo/contracts';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import { hashSchema } from '../answer-fields.js';
import { purposes } from '../decisions/applicant.js';
import { outcomes } from '../decisions/decide-application.js';
import { reasonSchema, reasonsMax } from '../decisions/reasons.js';
import { reviewKinds, shownStatus, shownStatuses } from '../reviews/review-status.js';
import type { ApplicationRow } from './application-statements.js';
import type { PlannedOffer } from './make-offer.js';
import { offerSchema, viewOffer } from './offer-view.js';

const outcomeSchema = z.enum(outcomes);
const reasonsSchema = z.array(reasonSchema).describe(`At most ${reasonsMax}; none of an approval`);

export const applicationSchema = z
  .strictObject({
    id: publicIdTextSchema('app'),
    account: publicIdTextSchema('acc'),
    amount: moneySchema,
    months: z.int(),
    purpose: z.enum(purposes),
    outcome: outcomeSchema,
    reasons: reasonsSchema,
    offer: offerSchema.nullable(),
    review: z
      .strictObject({
        kind: z.enum(reviewKinds),
        status: z.enum(shownStatuses),
        dueAt: timeSchema.describe('Until when it is answered'),
      })
      .nullable()
      .describe('The look of a person, of the latest one; null when nobody was asked'),
    decision: z.strictObject({
      model: z.string().meta({ examples: ['credit/1'] }),
      policy: z.string().meta({ examples: ['1'] }),
      inputsHash: hashSchema.describe('SHA-256 of all that the decision was made of'),
    }),
    notice: z.string().describe('What the customer is told of their rights'),
    createdAt: timeSchema,
  })
  .meta({ id: 'LoanApplication' });
export type ApplicationView = z.infer<typeof applicationSchema>;

/** What would be decided now. */
export const eligibilitySchema = z
  .strictObject({
    outcome: outcomeSchema,
    amountMinor: z.int().nullable().describe('What would be offered; null when nothing would be'),
    reasons: reasonsSchema,
  })
  .meta({ id: 'LoanEligibility' });
export type EligibilityView = z.infer<typeof eligibilitySchema>;

const notice =
  'This was decided by a computer, from what you told us and from the movements of your account with us; no credit ' +
  'reference agency was asked. You can say what you think of it, and have a person look again.';

export function viewApplication(row: ApplicationRow, offer: PlannedOffer | undefined): ApplicationView {
  return {
    id: publicId('app', row.id),
    account: publicId('acc', row.account_id),
    amount: { value: Number(row.amount_minor), currency: row.currency },
    months: row.months,
    purpose: row.purpose,
    outcome: row.outcome,
    reasons: [...row.record.decision.reasons],
    offer: offer === undefined ? null : viewOffer(offer),
    review: row.review === null ? null : viewLook(row.review),
    decision: { model: row.model, policy: row.policy, inputsHash: row.inputs_hash },
    notice,
    createdAt: row.created_at.toISOString(),
  };
}

function viewLook({ kind, status, dueAt }: NonNullable<ApplicationRow['review']>): ApplicationView['review'] {
  return { kind, status: shownStatus(status), dueAt: new Date(dueAt).toISOString() };
}
