import type { PolicyDocument, PolicyLimits } from './policy-document.js';

/**
 * The policy that holds what ranks at least as high as the threshold of an alert budget: another one with its general
 * limits replaced. Its segments keep limits of their own, and scores are declined from where they were.
 *
 * An expected loss is compared with whole minor units: payments up to one unit below the threshold are held too, and
 * those that can lose nothing are not.
 *
 * @param threshold a score, or an expected loss in minor units; at least 0
 */
export function policyAtBudget(
  current: PolicyDocument,
  threshold: number,
  rankBy: 'score' | 'expected_loss',
): PolicyDocument {
  const decline = declineOf(current.limits);
  const limits: PolicyLimits =
    rankBy === 'score'
      ? {
          kind: 'thresholds',
          hold: threshold,
          decline: decline === null ? null : Math.max(decline, threshold),
        }
      : {
          kind: 'expected_loss',
          reviewCostMinor: Math.max(0, Math.ceil(threshold) - 1),
          declineFrom: decline,
        };
  return { ...current, limits };
}

function declineOf(limits: PolicyLimits): number | null {
  return limits.kind === 'thresholds' ? limits.decline : limits.declineFrom;
}
