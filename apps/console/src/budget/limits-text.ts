import type { Limits } from '../api/budget-api.js';
import { poundsText } from '../shell/texts.js';

/** Limits of a policy in words. */
export function limitsText(limits: Limits): string {
  const decline = limits.kind === 'thresholds' ? limits.decline : limits.declineFrom;
  const hold =
    limits.kind === 'thresholds'
      ? `holds from a score of ${scoreText(limits.hold)}`
      : `holds when score × amount exceeds ${poundsText(limits.reviewCostMinor)}`;
  return `${hold}, ${decline === null ? 'declines nothing by itself' : `declines from a score of ${scoreText(decline)}`}`;
}

export function scoreText(score: number): string {
  return String(Number(score.toPrecision(4)));
}
