import type { PaymentStatus } from '../payments/payment-status.js';

/** What can happen to a review that a payer asked for, as they are told. */
export const humanReviewChanges = ['asked', 'released', 'upheld'] as const;
export type HumanReviewChange = (typeof humanReviewChanges)[number];

export const humanReviewStatuses = [...humanReviewChanges, 'ended'] as const;
export type HumanReviewStatus = (typeof humanReviewStatuses)[number];

/** The states of a payment in which its payer may ask for a person. */
export const contestable = ['held', 'declined'] as const;
export type Contested = (typeof contestable)[number];

/**
 * What became of a review. A held payment has a person's look anyhow, whose verdict is the payment's next state; one
 * that time or its payer ended before was not judged.
 */
export function humanReviewStatus(
  about: Contested,
  outcome: 'released' | 'upheld' | null,
  payment: PaymentStatus,
): HumanReviewStatus {
  if (about === 'declined') return outcome ?? 'asked';
  if (payment === 'held') return 'asked';
  if (payment === 'settled') return 'released';
  return payment === 'rejected' ? 'upheld' : 'ended';
}
