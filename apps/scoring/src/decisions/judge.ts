import type { PaymentScores } from './score-batch.js';

export type Outcome = 'approve' | 'hold' | 'decline';

/** How the policy came to an outcome; kept with the decision. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Scores from which the payment would be held or declined. */
  readonly hold: number | null;
  readonly decline: number | null;
  /** No model could score the payment. */
  readonly isDegraded: boolean;
}

/** Names the way that scores become outcomes; goes up with every change of it. */
export const policyVersion = 'thresholds/2';

/** By the thresholds of the deciding model; a payment that no model could score is held. */
export function judge({ decider, score }: PaymentScores): Judgement {
  if (decider === undefined || score === null)
    return { outcome: 'hold', hold: null, decline: null, isDegraded: true };
  const { hold, decline } = decider.manifest.thresholds;
  return { outcome: outcomeOf(score, hold, decline), hold, decline, isDegraded: false };
}

function outcomeOf(score: number, hold: number, decline: number | null): Outcome {
  if (decline !== null && score >= decline) return 'decline';
  return score >= hold ? 'hold' : 'approve';
}
