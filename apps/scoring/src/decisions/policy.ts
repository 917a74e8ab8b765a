/** Scores from which a payment is held or declined; probabilities of fraud, 0 to 1. */
export interface Thresholds {
  readonly hold: number;
  /** Null when no score is certain enough to decline without a person. */
  readonly decline: number | null;
}

export type Outcome = 'approve' | 'hold' | 'decline';

/** Names the way that scores become outcomes; goes up with every change of it. */
export const policyVersion = 'thresholds/1';

/** @throws RangeError when there is no score: nothing is approved for lack of one */
export function decide(score: number, thresholds: Thresholds): Outcome {
  if (Number.isNaN(score)) throw new RangeError('a payment without a score cannot be decided');
  if (thresholds.decline !== null && score >= thresholds.decline) return 'decline';
  return score >= thresholds.hold ? 'hold' : 'approve';
}
