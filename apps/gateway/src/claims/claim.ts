import assert from 'node:assert';
import { businessDaysBegun, type Division, endOfBusinessDay } from '@paymo/business-days';

export const claimStatuses = ['open', 'waiting', 'reimbursed', 'rejected'] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

/** What can happen to a claim, as its claimant is told. */
export const claimChanges = [
  'opened',
  'clock_stopped',
  'clock_started',
  'escalated',
  'reimbursed',
  'rejected',
] as const;
export type ClaimChange = (typeof claimChanges)[number];

/**
 * Why a claim is rejected, and whether the payment was a fraud nevertheless: that, not who bears the loss, is what
 * models learn.
 */
export const rejections = {
  no_fraud_found: { isFraud: false },
  dispute_with_payee: { isFraud: false },
  claimant_took_part: { isFraud: false },
  warnings_ignored: { isFraud: true },
  not_covered: { isFraud: true },
} as const;
export type Rejection = keyof typeof rejections;

/** Business days in which a claim is decided, and at the latest when its clock was stopped. */
export interface ClaimDays {
  readonly usual: number;
  readonly latest: number;
  readonly division: Division;
}

/**
 * Until when a claim is to be decided: the clock runs on business days, and each on which it stood still is added,
 * as far as the latest day allows (PSR Specific Direction 20: five business days, 35 with the clock stopped).
 */
export function claimDueAt(openedAt: Date, stoppedDays: number, days: ClaimDays): Date {
  assert(stoppedDays >= 0, 'a clock does not run backwards');
  return endOfBusinessDay(openedAt, Math.min(days.usual + stoppedDays, days.latest), days.division);
}

/** Until when a claim is to be decided whose clock stands still. */
export function claimDueWhileStopped(openedAt: Date, days: ClaimDays): Date {
  return endOfBusinessDay(openedAt, days.latest, days.division);
}

/** Business days that the clock has stood still. */
export function daysStopped(stoppedAt: Date, startedAt: Date, days: ClaimDays): number {
  return businessDaysBegun(stoppedAt, startedAt, days.division);
}

/** What there is to reimburse, in minor units. */
export interface Loss {
  readonly paidMinor: bigint;
  /** What came back by refunds. */
  readonly returnedMinor: bigint;
  /** 0 when none is taken. */
  readonly excessMinor: bigint;
  /** The most that is paid for one claim. */
  readonly capMinor: bigint;
}

/** What is paid for a claim: the loss less the excess, up to the cap; 0 when nothing is left. */
export function reimbursementMinor({ paidMinor, returnedMinor, excessMinor, capMinor }: Loss): bigint {
  const left = paidMinor - returnedMinor - excessMinor;
  if (left <= 0n) return 0n;
  return left < capMinor ? left : capMinor;
}
