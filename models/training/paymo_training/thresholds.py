"""Chooses the scores from which a payment is held and declined, by scores a model gave to days it never saw."""

from dataclasses import dataclass

import numpy as np

from paymo_training.metrics import wilson_bounds

# Models keep natural weights, so a score is a probability: below 1 fraud in 50 checks an analyst's hour is
# better spent elsewhere, however much of the budget is left.
HOLD_SCORE_MIN = 0.02

DECLINE_PRECISION_MIN = 0.99
DECLINE_PRECISION_WILSON_MIN = 0.9

# A decline has no person in it. With 1,000 confirmed frauds and three mistakes among them the 95 % Wilson bound
# of the share of wrong declines is 0.88 %, still below 1 %. 381 without a mistake would give the same bound only
# if frauds came one by one; they come in chains (a transfer, then the cash-out of the same money), so 1,000 rows
# may be 500 events, whose bound without a mistake is 0.76 %.
DECLINE_FRAUDS_MIN = 1_000


@dataclass(frozen=True)
class Evidence:
    """Scores of the validation days, each by a model trained only on labels known before; `days` counts days."""

    scores: np.ndarray
    is_fraud: np.ndarray
    days: int


@dataclass(frozen=True)
class Thresholds:
    """A payment is declined from `decline` on and held from `hold` on; `decline` may be null."""

    hold: float
    decline: float | None


@dataclass(frozen=True)
class _Level:
    score: float
    alerts: int
    frauds: int


def choose_thresholds(evidence: Evidence, alerts_per_day: int) -> Thresholds:
    levels = _levels(evidence)
    hold = _choose_hold(levels, alerts_per_day * evidence.days)
    return Thresholds(hold, _choose_decline(levels, hold))


def outcome_table(scores: np.ndarray, is_fraud: np.ndarray, thresholds: Thresholds) -> dict[str, dict[str, int]]:
    """Counts of frauds and honest payments by what would be done with them."""
    declined = np.zeros(len(scores), bool) if thresholds.decline is None else scores >= thresholds.decline
    held = (scores >= thresholds.hold) & ~declined
    outcomes = {"approve": ~held & ~declined, "hold": held, "decline": declined}
    return {
        name: {"fraud": int((mask & is_fraud).sum()), "legit": int((mask & ~is_fraud).sum())}
        for name, mask in outcomes.items()
    }


def _levels(evidence: Evidence) -> list[_Level]:
    """What lies at or above each distinct score, highest score first."""
    distinct = np.unique(evidence.scores)[::-1]
    ascending = np.sort(evidence.scores)
    ascending_frauds = np.sort(evidence.scores[evidence.is_fraud])
    alerts = len(ascending) - np.searchsorted(ascending, distinct)
    frauds = len(ascending_frauds) - np.searchsorted(ascending_frauds, distinct)
    return [_Level(float(s), int(a), int(f)) for s, a, f in zip(distinct, alerts, frauds, strict=True)]


def _choose_hold(levels: list[_Level], alerts_max: int) -> float:
    """The lowest score worth a check whose alerts fit the budget. If none fits, only the top score is held."""
    fitting = [i for i, level in enumerate(levels) if level.score >= HOLD_SCORE_MIN and level.alerts <= alerts_max]
    return _just_below(levels, fitting[-1] if fitting else 0)


def _choose_decline(levels: list[_Level], hold: float) -> float | None:
    trusted = [
        i
        for i, level in enumerate(levels)
        if level.frauds >= DECLINE_FRAUDS_MIN
        and level.frauds / level.alerts >= DECLINE_PRECISION_MIN
        and wilson_bounds(level.frauds, level.alerts)[0] >= DECLINE_PRECISION_WILSON_MIN
    ]
    above_hold = [cut for cut in (_just_below(levels, i) for i in trusted) if cut > hold]
    return above_hold[-1] if above_hold else None


def _just_below(levels: list[_Level], index: int) -> float:
    """Half way to the next lower score, so that no rounding of a score moves a payment over the line."""
    score = levels[index].score
    lower = levels[index + 1].score if index + 1 < len(levels) else 0.0
    return round((score + lower) / 2, 6)
