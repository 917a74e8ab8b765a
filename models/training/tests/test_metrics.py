import numpy as np
import pytest

from paymo_training.dataset import DAY_MS
from paymo_training.metrics import (
    Scored,
    calibration_error,
    card_precision,
    card_precision_best,
    ranking_metrics,
    wilson_bounds,
)

# Two days. Day 0, most suspicious first: A fraud .9, B honest .8, A honest .7, C fraud .2. Day 1: D honest .9
# before D fraud .9 only by amount, E fraud 0.
SCORED = Scored(
    occurred_at_ms=np.array([0, 1, 2, 3, DAY_MS, DAY_MS + 1, DAY_MS + 2]),
    payers=np.array(["A", "B", "A", "C", "D", "D", "E"], dtype=object),
    amounts=np.array([10.0, 10, 10, 10, 50, 20, 10]),
    is_fraud=np.array([True, False, False, True, False, True, True]),
    scores=np.array([0.9, 0.8, 0.7, 0.2, 0.9, 0.9, 0.0]),
)


def test_average_precision_is_the_mean_precision_at_each_step_of_recall():
    # .9: 2 of 3 frauds found 2 of 4; .2: 3 of 6; 0: 4 of 7.
    expected = (2 / 4) * (2 / 3) + (1 / 4) * (3 / 6) + (1 / 4) * (4 / 7)
    assert ranking_metrics(SCORED, 2)["ap"] == pytest.approx(expected)


def test_roc_auc_counts_the_pairs_in_order_and_half_of_the_ties():
    # Frauds .9 .9 .2 0 against honest .9 .8 .7: (2 + 1/2) twice, then 0 and 0, of 12 pairs.
    assert ranking_metrics(SCORED, 2)["rocAuc"] == pytest.approx(5 / 12)


def test_the_budget_is_spent_on_each_day_by_score_then_amount():
    metrics = ranking_metrics(SCORED, 1)
    assert (metrics["alertsAtBudget"], metrics["precisionAtBudget"], metrics["recallAtBudget"]) == (2, 1 / 2, 1 / 4)


def test_a_score_of_zero_raises_no_alert_however_large_the_budget():
    metrics = ranking_metrics(SCORED, 100)
    assert (metrics["alertsAtBudget"], metrics["precisionAtBudget"], metrics["recallAtBudget"]) == (6, 1 / 2, 3 / 4)


def test_card_precision_counts_each_payer_once_a_day():
    # Day 0: A and B, of whom A has a fraud. Day 1: D and E, both with one.
    assert card_precision(SCORED, 2) == pytest.approx((1 / 2 + 2 / 2) / 2)


def test_the_best_card_precision_is_bounded_by_the_payers_that_have_frauds():
    assert card_precision_best(SCORED, 4) == pytest.approx((2 / 4 + 2 / 4) / 2)


@pytest.mark.parametrize(
    "is_fraud, scores, expected",
    [
        ([True, False], [0.5, 0.5], 0.0),
        ([True, False], [1.0, 0.0], 0.0),
        ([True, False], [0.0, 1.0], 1.0),
        ([True, False, False, False], [0.35, 0.35, 0.05, 0.05], (0.3 + 0.1) / 4),
    ],
)
def test_calibration_error_is_the_mean_gap_over_bins(is_fraud: list[bool], scores: list[float], expected: float):
    assert calibration_error(np.array(is_fraud), np.array(scores)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "successes, trials, low, high",
    [(0, 0, 0, 1), (0, 10, 0, 0.27753), (5, 10, 0.23659, 0.76341), (10, 10, 0.72247, 1), (381, 381, 0.99002, 1)],
)
def test_wilson_bounds_are_those_of_the_published_formula(successes: int, trials: int, low: float, high: float):
    assert wilson_bounds(successes, trials) == pytest.approx((low, high), abs=1e-5)
