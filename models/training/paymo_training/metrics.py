"""Quality of a score over a window of labelled payments. Never accuracy: frauds are too rare for it."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from paymo_training.dataset import DAY_MS

CARDS_PER_DAY = 100
CALIBRATION_BINS = 10
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Scored:
    """Payments of a window with the scores of one scorer. Amounts break ties: more at stake goes first."""

    occurred_at_ms: np.ndarray
    payers: np.ndarray
    amounts: np.ndarray
    is_fraud: np.ndarray
    scores: np.ndarray

    def by_day(self) -> list[np.ndarray]:
        """Row numbers of each day that has payments, most suspicious first."""
        days = self.occurred_at_ms // DAY_MS
        ranked = np.lexsort((-self.amounts, -self.scores))
        return [ranked[days[ranked] == day] for day in np.unique(days)]


def ranking_metrics(scored: Scored, alerts_per_day: int) -> dict[str, float | int]:
    """AP, ROC AUC and what a team sees that can check `alerts_per_day` payments a day."""
    alerted = alerts_at_budget(scored, alerts_per_day)
    found = int(scored.is_fraud[alerted].sum())
    return {
        "ap": float(average_precision_score(scored.is_fraud, scored.scores)),
        "rocAuc": float(roc_auc_score(scored.is_fraud, scored.scores)),
        "cardPrecisionAt100": card_precision(scored, CARDS_PER_DAY),
        "precisionAtBudget": found / len(alerted) if len(alerted) else 0.0,
        "recallAtBudget": found / int(scored.is_fraud.sum()),
        "alertsAtBudget": len(alerted),
    }


def alerts_at_budget(scored: Scored, alerts_per_day: int) -> np.ndarray:
    """Row numbers of the most suspicious payments of each day. A payment of score 0 raises no alert."""
    chosen = [day[scored.scores[day] > 0][:alerts_per_day] for day in scored.by_day()]
    return np.concatenate(chosen) if chosen else np.empty(0, dtype=np.int64)


def card_precision(scored: Scored, cards_per_day: int) -> float:
    """Share of frauds' payers among each day's `cards_per_day` most suspicious payers, as a mean over days.

    Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection, 2022, chapter 4. A day
    with fewer frauds' payers than `cards_per_day` cannot reach 1: see `card_precision_best`.
    """
    return float(np.mean([_card_share(scored, day, cards_per_day) for day in scored.by_day()]))


def card_precision_best(scored: Scored, cards_per_day: int) -> float:
    """The card precision that a flawless score would reach on these days."""
    flawless = Scored(
        scored.occurred_at_ms, scored.payers, scored.amounts, scored.is_fraud, scored.is_fraud.astype(np.float64)
    )
    return card_precision(flawless, cards_per_day)


def _card_share(scored: Scored, ranked: np.ndarray, cards_per_day: int) -> float:
    frauds_payers = {scored.payers[row] for row in ranked if scored.is_fraud[row]}
    suspects: dict[object, None] = {}
    for row in ranked:
        if len(suspects) == cards_per_day:
            break
        suspects.setdefault(scored.payers[row])
    return sum(payer in frauds_payers for payer in suspects) / cards_per_day


def calibration_error(is_fraud: np.ndarray, scores: np.ndarray) -> float:
    """Expected calibration error: |mean score - fraud share| over ten equal bins of the score, by rows."""
    bins = np.minimum((scores * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights=scores - is_fraud, minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / len(scores))


def wilson_bounds(successes: int, trials: int) -> tuple[float, float]:
    """95 % bounds of a share (Wilson, Journal of the American Statistical Association 22, 1927)."""
    if trials == 0:
        return 0.0, 1.0
    share, z2 = successes / trials, Z_95**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z_95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    # At 0 and at every success the bound is exactly 0 or 1; the sum misses it by a rounding.
    low = 0.0 if successes == 0 else middle - half
    return low, 1.0 if successes == trials else middle + half
