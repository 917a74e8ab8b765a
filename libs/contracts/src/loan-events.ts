import { z } from 'zod';
import { defineEvent, type EventData } from './define-event.js';

export const loanStatuses = ['paying_out', 'active', 'closed', 'charged_off', 'cancelled'] as const;

/** What can happen to a loan: its signature, money that moved or did not, and what people arranged. */
export const loanChanges = [
  'agreed',
  'payout_applied',
  'payout_refused',
  'due_applied',
  'due_refused',
  'repayment_applied',
  'repayment_refused',
  'partial_applied',
  'partial_refused',
  'settlement_applied',
  'settlement_refused',
  'withdrawal_applied',
  'withdrawal_refused',
  'recovery_applied',
  'recovery_refused',
  'refund_ordered',
  'refund_applied',
  'refund_refused',
  'payment_holiday',
  'reduced_plan',
  'interest_freeze',
  're_age',
  'breathing_space',
  'charged_off',
  'complaint',
] as const;

export const loanChanged = defineEvent({
  type: 'paymo.loan.changed.v1',
  topic: 'loans.changed',
  meaning: 'Something happened to a loan.',
  schema: z.object({
    /** The same however often it is told. */
    eventId: z.uuid(),
    loanId: z.uuid(),
    accountId: z.uuid(),
    change: z.enum(loanChanges),
    /** The state that it led to. */
    status: z.enum(loanStatuses),
    atMs: z.int(),
  }),
  key: (data) => data.accountId,
});
/** What a person can find who looks at an application: at a referral, or again at what a customer contests. */
export const applicationFindings = ['approved', 'declined', 'overturned', 'upheld'] as const;

export const applicationReviewed = defineEvent({
  type: 'paymo.loan-application.reviewed.v1',
  topic: 'loans.application-reviewed',
  meaning: 'A person has looked at an application for a loan: a referral, or a decision that was contested.',
  schema: z.object({
    /** Its review: the same however often it is told. */
    reviewId: z.uuid(),
    applicationId: z.uuid(),
    accountId: z.uuid(),
    /** Of a referral `approved` or `declined`, of a contest `overturned` or `upheld`. */
    finding: z.enum(applicationFindings),
    atMs: z.int(),
  }),
  key: (data) => data.accountId,
});
export type ApplicationReviewed = EventData<typeof applicationReviewed>;
export type ApplicationFinding = ApplicationReviewed['finding'];

export type LoanChanged = EventData<typeof loanChanged>;
export type LoanChange = LoanChanged['change'];
