/** Why a person looks at an application: it was left open, or its customer does not agree. */
export const reviewKinds = ['referral', 'contest'] as const;
export type ReviewKind = (typeof reviewKinds)[number];

export type ReviewStatus = 'open' | 'proposed' | 'approved' | 'declined';

/** A review's state as its customer is told it. */
export const shownStatuses = ['waiting', 'approved', 'declined'] as const;
type ShownStatus = (typeof shownStatuses)[number];

/** How far colleagues are with it is no matter of the customer's. */
export function shownStatus(status: ReviewStatus): ShownStatus {
  return status === 'approved' || status === 'declined' ? status : 'waiting';
}
