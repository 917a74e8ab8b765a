import { z } from 'zod';
import { currencySchema } from '@paymo/contracts';
import { publicId, publicIdTextSchema, timeSchema } from '@paymo/platform';
import { claimStatuses, type Rejection } from './claim.js';
import type { ClaimRow } from './claim-statements.js';

const rejectionNames = [
  'no_fraud_found',
  'dispute_with_payee',
  'claimant_took_part',
  'warnings_ignored',
  'not_covered',
] as const satisfies readonly Rejection[];
export const rejectionSchema = z.enum(rejectionNames);

const claimFields = {
  id: publicIdTextSchema('clm'),
  paymentId: publicIdTextSchema('pay'),
  status: z.enum(claimStatuses).describe('`waiting` while the clock stands still'),
  openedAt: timeSchema,
  dueAt: timeSchema.describe('By then the claim is decided'),
  waitsFor: z
    .string()
    .nullable()
    .meta({ examples: [null] })
    .describe('What the clock stands still for'),
  decision: z
    .strictObject({
      decidedAt: timeSchema,
      rejection: rejectionSchema.nullable().meta({ examples: [null] }),
      reimbursement: z
        .strictObject({
          paymentId: publicIdTextSchema('pay'),
          amount: z.strictObject({ value: z.int().min(1), currency: currencySchema }),
          excess: z.int().min(0).describe('What was taken off, in minor units'),
        })
        .nullable(),
    })
    .nullable(),
};

/** A claim as its claimant sees it. */
export const claimViewSchema = z.strictObject(claimFields).meta({ id: 'FraudClaim' });
export type ClaimView = z.infer<typeof claimViewSchema>;

/** A claim as the staff works on it. */
export const claimCaseSchema = z
  .strictObject({
    ...claimFields,
    claimant: z.string().meta({ examples: ['ada'] }),
    story: z.string().meta({ examples: ['They said they were the bank.'] }),
    isVulnerable: z.boolean(),
    escalatedAt: timeSchema.nullable(),
    proposal: z
      .strictObject({ by: z.string().meta({ examples: ['ana'] }), at: timeSchema })
      .nullable()
      .describe('A large reimbursement that somebody has proposed, and somebody else has to decide too'),
    decidedBy: z
      .string()
      .nullable()
      .meta({ examples: ['ana'] }),
  })
  .meta({ id: 'FraudClaimCase' });
export type ClaimCase = z.infer<typeof claimCaseSchema>;

export function viewClaim(row: ClaimRow): ClaimView {
  return {
    id: publicId('clm', row.id),
    paymentId: publicId('pay', row.payment_id),
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    waitsFor: row.status === 'waiting' ? row.stop_reason : null,
    decision: decisionOf(row),
  };
}

export function viewCase(row: ClaimRow): ClaimCase {
  return {
    ...viewClaim(row),
    claimant: row.claimant,
    story: row.story,
    isVulnerable: row.is_vulnerable,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    proposal: proposalOf(row),
    decidedBy: row.decided_by,
  };
}

function proposalOf({ proposed_by: by, proposed_at: at, decided_at }: ClaimRow): ClaimCase['proposal'] {
  return by === null || at === null || decided_at !== null ? null : { by, at: at.toISOString() };
}

function decisionOf(row: ClaimRow): ClaimView['decision'] {
  if (row.decided_at === null) return null;
  const reimbursement =
    row.reimbursement_id === null
      ? null
      : {
          paymentId: publicId('pay', row.reimbursement_id),
          amount: { value: Number(row.reimbursed_minor), currency: row.currency },
          excess: Number(row.excess_minor),
        };
  return { decidedAt: row.decided_at.toISOString(), rejection: row.rejection, reimbursement };
}
