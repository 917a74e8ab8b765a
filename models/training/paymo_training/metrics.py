"""Quality of a score over a window of labelled payments. Never accuracy: frauds are too rare for it."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from paymo_training.dataset import DAY_MS

CARDS_PER_DAY = 100
CALIBRATION_BINS = 10
HOLD_RATES_PERCENT = (0.1, 0.5, 1, 2)
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Scored:
    """Payments of a window with the scores of one scorer. Amounts (minor units) break ties: more at stake goes first.

    `probabilities` are the scorer's chances of fraud, 0 to 1: the score itself for a model, a score calibrated on
    the training window for anything else. `weights` are how many payments a row stands for.
    """

    occurred_at_ms: np.ndarray
    payers: np.ndarray
    amounts: np.ndarray
    is_fraud: np.ndarray
    weights: np.ndarray
    scores: np.ndarray
    probabilities: np.ndarray


@dataclass(frozen=True)
class Prices:
    alerts_per_day: int
    """How many payments the analysts can check."""
    review_cost_minor: int
    """What one check costs, in minor units."""


@dataclass(frozen=True)
class _Day:
    rows: np.ndarray
    """Row numbers with a score above 0, most suspicious first."""
    suspects: np.ndarray
    """Numbers of the payers, each once, most suspicious first."""
    is_defrauded: np.ndarray
    """Of each suspect: whether a payment of the day was a fraud."""


class Ranking:
    """A scored window sorted once, most suspicious first, to be measured many times with payers drawn anew."""

    def __init__(self, scored: Scored) -> None:
        order = np.lexsort((-scored.amounts, -scored.scores))
        self.occurred_days = scored.occurred_at_ms[order] // DAY_MS
        self.amounts = scored.amounts[order]
        self.is_fraud = scored.is_fraud[order].astype(np.float64)
        self.fraud_amounts = self.amounts * self.is_fraud
        self.weights = scored.weights[order]
        self.probabilities = scored.probabilities[order]
        scores = scored.scores[order]
        self.level_ends = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1)
        self.suspicious_count = int((scores > 0).sum())
        names, payer_numbers = np.unique(scored.payers.astype(str), return_inverse=True)
        self.payer_count = len(names)
        self.payer_of_row = payer_numbers[order]
        self.days = [self._day(np.flatnonzero(self.occurred_days == day)) for day in np.unique(self.occurred_days)]

    def _day(self, rows: np.ndarray) -> _Day:
        payers = self.payer_of_row[rows]
        _, first_places = np.unique(payers, return_index=True)
        suspects = payers[np.sort(first_places)]
        is_defrauded = np.isin(suspects, payers[self.is_fraud[rows] > 0])
        return _Day(rows[rows < self.suspicious_count], suspects, is_defrauded)


def quality(ranking: Ranking, prices: Prices, payer_draws: np.ndarray | None = None) -> dict[str, float]:
    """Every figure of a scorer by its name; money in minor units.

    `payer_draws` says how often each payer was drawn, for a bootstrap; without it each counts once. Figures of a
    day's work (card precision, the budget) count rows, the others weigh each row by what it stands for.
    """
    draws = np.ones(ranking.payer_count) if payer_draws is None else payer_draws
    counts = draws[ranking.payer_of_row]
    weights = counts * ranking.weights
    return {
        **_ranking_quality(ranking, weights),
        "cardPrecisionAt100": card_precision(ranking, CARDS_PER_DAY, draws),
        **_at_budget(ranking, prices, counts),
        **_value_recalls(ranking, weights),
        "calibrationError": calibration_error(ranking.is_fraud, ranking.probabilities, weights),
        **_costs(ranking, prices, weights),
    }


def card_precision(ranking: Ranking, cards_per_day: int, payer_draws: np.ndarray) -> float:
    """Share of frauds' payers among each day's `cards_per_day` most suspicious payers, as a mean over days.

    Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection, 2022, chapter 4. A day
    with fewer frauds' payers than `cards_per_day` cannot reach 1: see `card_precision_best`.
    """
    shares = [
        float(_first(payer_draws[day.suspects], cards_per_day) @ day.is_defrauded) / cards_per_day
        for day in ranking.days
    ]
    return float(np.mean(shares))


def card_precision_best(ranking: Ranking, cards_per_day: int) -> float:
    """The card precision that a flawless score would reach on these days."""
    return float(np.mean([min(day.is_defrauded.sum(), cards_per_day) / cards_per_day for day in ranking.days]))


def calibration_error(is_fraud: np.ndarray, probabilities: np.ndarray, weights: np.ndarray) -> float:
    """Expected calibration error: |mean probability - fraud share| over ten equal bins, by weight."""
    bins = np.minimum((probabilities * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights=weights * (probabilities - is_fraud), minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / weights.sum())


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


def value_recall_name(rate_percent: float) -> str:
    return f"valueRecallAt{rate_percent:g}PercentHeld"


def average_precision(positive: np.ndarray, included: np.ndarray, level_ends: np.ndarray) -> float:
    """Mean precision over the steps of recall, as scikit-learn defines it, from weights in ranked order.

    `positive` are the weights of what is looked for, `included` those of all rows; rows up to a place in
    `level_ends` and after the one before it are ties.
    """
    flagged, found = np.cumsum(included)[level_ends], np.cumsum(positive)[level_ends]
    precision = np.divide(found, flagged, out=np.zeros_like(found), where=flagged > 0)
    return float(np.diff(found, prepend=0) @ precision / found[-1]) if found[-1] > 0 else 0.0


def _ranking_quality(ranking: Ranking, weights: np.ndarray) -> dict[str, float]:
    positive = weights * ranking.is_fraud
    flagged, found = np.cumsum(weights)[ranking.level_ends], np.cumsum(positive)[ranking.level_ends]
    recall, fall_out = found / found[-1], (flagged - found) / (flagged[-1] - found[-1])
    return {
        "ap": average_precision(positive, weights, ranking.level_ends),
        "rocAuc": float(np.trapezoid(np.append(0, recall), np.append(0, fall_out))),
    }


def _at_budget(ranking: Ranking, prices: Prices, counts: np.ndarray) -> dict[str, float]:
    """What a team sees that can check so many payments a day. A payment of score 0 raises no alert."""
    alerts = found = saved_minor = 0.0
    for day in ranking.days:
        checked = _first(counts[day.rows], prices.alerts_per_day)
        alerts += float(checked.sum())
        found += float(checked @ ranking.is_fraud[day.rows])
        saved_minor += float(checked @ ranking.fraud_amounts[day.rows])
    return {
        "precisionAtBudget": found / alerts if alerts > 0 else 0.0,
        "recallAtBudget": found / float(counts @ ranking.is_fraud),
        "alertsAtBudget": alerts,
        "costAtBudget": prices.review_cost_minor * alerts + float(counts @ ranking.fraud_amounts) - saved_minor,
    }


def _value_recalls(ranking: Ranking, weights: np.ndarray) -> dict[str, float]:
    """Share of the defrauded money in the most suspicious payments. A payment of score 0 is never held."""
    total, value = weights.sum(), weights @ ranking.fraud_amounts
    suspicious = weights[: ranking.suspicious_count]
    suspicious_value = ranking.fraud_amounts[: ranking.suspicious_count]
    recalls = {}
    for rate_percent in HOLD_RATES_PERCENT:
        held = _first(suspicious, total * rate_percent / 100)
        recalls[value_recall_name(rate_percent)] = float(held @ suspicious_value / value)
    return recalls


def _costs(ranking: Ranking, prices: Prices, weights: np.ndarray) -> dict[str, float]:
    """The expected-loss rule checks a payment when probability × amount is above what the check costs."""
    is_held = ranking.probabilities * ranking.amounts > prices.review_cost_minor
    lost_minor = float(weights @ ranking.fraud_amounts)
    saved_minor = float(weights[is_held] @ ranking.fraud_amounts[is_held])
    reviews_minor = prices.review_cost_minor * float(weights[is_held].sum())
    return {"costByExpectedLoss": reviews_minor + lost_minor - saved_minor, "costWithoutModel": lost_minor}


def _first(counts: np.ndarray, limit: float) -> np.ndarray:
    """How much of each entry lies among the first `limit` in all; the last one may count in part."""
    return np.clip(limit - (np.cumsum(counts) - counts), 0, counts)
