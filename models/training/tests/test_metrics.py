from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from paymo_training.dataset import DAY_MS
from paymo_training.metrics import (
    Prices,
    Ranking,
    Scored,
    calibration_error,
    card_precision,
    card_precision_best,
    quality,
    wilson_bounds,
)

# Two days. Day 0, most suspicious first: A fraud .9, B honest .8, A honest .7, C fraud .2. Day 1: D honest .9
# before D fraud .9 only by amount, E fraud 0.
SCORED = Scored(
    occurred_at_ms=np.array([0, 1, 2, 3, DAY_MS, DAY_MS + 1, DAY_MS + 2]),
    payers=np.array(["A", "B", "A", "C", "D", "D", "E"], dtype=object),
    amounts=np.array([10.0, 10, 10, 10, 50, 20, 10]),
    is_fraud=np.array([True, False, False, True, False, True, True]),
    weights=np.ones(7),
    scores=np.array([0.9, 0.8, 0.7, 0.2, 0.9, 0.9, 0.0]),
    probabilities=np.array([0.9, 0.8, 0.7, 0.2, 0.9, 0.9, 0.0]),
)
RANKING = Ranking(SCORED)


def at_budget(alerts_per_day: int) -> dict[str, float]:
    return quality(RANKING, Prices(alerts_per_day, review_cost_minor=9))


def drawn(**times: int) -> np.ndarray:
    """How often each of the payers A to E is drawn."""
    return np.array([times.get(payer, 1) for payer in "ABCDE"], dtype=float)


def test_average_precision_is_the_mean_precision_at_each_step_of_recall():
    # .9: 2 of 3 frauds found 2 of 4; .2: 3 of 6; 0: 4 of 7.
    expected = (2 / 4) * (2 / 3) + (1 / 4) * (3 / 6) + (1 / 4) * (4 / 7)
    assert at_budget(2)["ap"] == pytest.approx(expected)


def test_roc_auc_counts_the_pairs_in_order_and_half_of_the_ties():
    # Frauds .9 .9 .2 0 against honest .9 .8 .7: (2 + 1/2) twice, then 0 and 0, of 12 pairs.
    assert at_budget(2)["rocAuc"] == pytest.approx(5 / 12)


def test_the_budget_is_spent_on_each_day_by_score_then_amount():
    metrics = at_budget(1)
    assert (metrics["alertsAtBudget"], metrics["precisionAtBudget"], metrics["recallAtBudget"]) == (2, 1 / 2, 1 / 4)


def test_a_score_of_zero_raises_no_alert_however_large_the_budget():
    metrics = at_budget(100)
    assert (metrics["alertsAtBudget"], metrics["precisionAtBudget"], metrics["recallAtBudget"]) == (6, 1 / 2, 3 / 4)


def test_card_precision_counts_each_payer_once_a_day():
    # Day 0: A and B, of whom A has a fraud. Day 1: D and E, both with one.
    assert card_precision(RANKING, 2, drawn()) == pytest.approx((1 / 2 + 2 / 2) / 2)


def test_the_best_card_precision_is_bounded_by_the_payers_that_have_frauds():
    assert card_precision_best(RANKING, 4) == pytest.approx((2 / 4 + 2 / 4) / 2)


def test_weighted_ap_and_roc_auc_are_those_of_scikit_learn():
    chance = np.random.default_rng(3)
    scores, weights = chance.integers(0, 9, 500) / 10, chance.uniform(1, 5, 500)
    is_fraud = chance.random(500) < scores / 3 + 0.05
    names = np.array([f"C{number}" for number in range(500)], dtype=object)
    scored = Scored(np.arange(500), names, chance.uniform(1, 9, 500), is_fraud, weights, scores, scores)
    given = quality(Ranking(scored), Prices(10, 300))
    assert given["ap"] == pytest.approx(average_precision_score(is_fraud, scores, sample_weight=weights))
    assert given["rocAuc"] == pytest.approx(roc_auc_score(is_fraud, scores, sample_weight=weights))


def test_a_payer_drawn_twice_is_two_payers_with_the_same_payments():
    # Day 0: B twice fills both places; day 1: D, then E.
    assert card_precision(RANKING, 2, drawn(A=0, B=2)) == pytest.approx((0 / 2 + 2 / 2) / 2)
    doubled = quality(RANKING, Prices(100, 9), drawn(A=2, B=2, C=2, D=2, E=2))
    once = quality(RANKING, Prices(100, 9), drawn())
    assert doubled["ap"] == pytest.approx(once["ap"])
    assert doubled["alertsAtBudget"] == 2 * once["alertsAtBudget"]


def test_a_row_that_stands_for_more_payments_moves_the_figures_as_much():
    heavy = quality(Ranking(replace(SCORED, weights=np.array([1.0, 1, 1, 1, 1, 1, 3]))), Prices(2, 9))
    # The fraud of score 0 counts three times: 6 frauds among 9 payments.
    assert heavy["ap"] == pytest.approx((2 / 3) * (2 / 6) + (3 / 6) * (1 / 6) + (6 / 9) * (3 / 6))


def test_value_recall_is_the_share_of_defrauded_money_in_what_is_held():
    # The first 2 % of 7 payments is 0.14 of the first one, D's honest payment of 50.
    assert at_budget(1)["valueRecallAt2PercentHeld"] == 0
    sure = replace(SCORED, scores=np.array([0.9, 0.8, 0.7, 0.2, 0.1, 0.95, 0.0]))
    # 0.14 of D's fraud of 20, of the 50 that all frauds moved.
    assert quality(Ranking(sure), Prices(1, 9))["valueRecallAt2PercentHeld"] == pytest.approx(0.14 * 20 / 50)


@pytest.mark.parametrize("review_cost_minor, checked, missed_minor", [(7.9, 2, 10), (8, 1, 10), (9, 0, 30)])
def test_the_expected_loss_rule_checks_what_costs_less_than_it_may_lose(
    review_cost_minor: float, checked: int, missed_minor: int
):
    # Expected losses 9, 8 and 1: a fraud of 20, an honest payment of 10, a fraud of 10.
    probabilities = np.array([0.45, 0.8, 0.1])
    scored = Scored(
        occurred_at_ms=np.arange(3),
        payers=np.array(["A", "B", "C"], dtype=object),
        amounts=np.array([20.0, 10, 10]),
        is_fraud=np.array([True, False, True]),
        weights=np.ones(3),
        scores=probabilities,
        probabilities=probabilities,
    )
    given = quality(Ranking(scored), Prices(1, review_cost_minor))
    assert given["costByExpectedLoss"] == pytest.approx(checked * review_cost_minor + missed_minor)
    assert given["costWithoutModel"] == 30
    # The budget of one check goes to the honest payment.
    assert given["costAtBudget"] == pytest.approx(review_cost_minor + 30)


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
    assert calibration_error(np.array(is_fraud), np.array(scores), np.ones(len(scores))) == pytest.approx(expected)


@pytest.mark.parametrize(
    "successes, trials, low, high",
    [(0, 0, 0, 1), (0, 10, 0, 0.27753), (5, 10, 0.23659, 0.76341), (10, 10, 0.72247, 1), (381, 381, 0.99002, 1)],
)
def test_wilson_bounds_are_those_of_the_published_formula(successes: int, trials: int, low: float, high: float):
    assert wilson_bounds(successes, trials) == pytest.approx((low, high), abs=1e-5)
