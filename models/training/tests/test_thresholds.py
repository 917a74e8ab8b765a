import numpy as np
import pytest

from paymo_training.metrics import wilson_bounds
from paymo_training.thresholds import DECLINE_FRAUDS_MIN, Evidence, Thresholds, choose_thresholds, outcome_table


def evidence(*groups: tuple[float, int, int], days: int = 1) -> Evidence:
    """Of (score, frauds, honest payments)."""
    scores = [score for score, frauds, honest in groups for _ in range(frauds + honest)]
    is_fraud = [number < frauds for _, frauds, honest in groups for number in range(frauds + honest)]
    return Evidence(np.array(scores), np.array(is_fraud), days)


GROUPS = ((0.9, 9, 1), (0.5, 5, 5), (0.1, 8, 72), (0.0, 0, 900))


@pytest.mark.parametrize("budget, hold", [(100, 0.05), (99, 0.3), (20, 0.3), (19, 0.7), (10, 0.7)])
def test_hold_is_the_lowest_score_whose_alerts_fit_the_budget(budget: int, hold: float):
    assert choose_thresholds(evidence(*GROUPS), budget).hold == hold


def test_the_budget_counts_for_each_day():
    assert choose_thresholds(evidence(*GROUPS, days=10), 10).hold == 0.05


def test_only_the_top_score_is_held_when_no_score_fits_the_budget():
    assert choose_thresholds(evidence(*GROUPS), 1).hold == 0.7


def test_a_score_that_rarely_means_fraud_is_not_held_even_if_the_budget_has_room():
    groups = ((0.9, 9, 1), (0.02, 2, 98), (0.019, 2, 98), (0.0, 0, 900))
    assert choose_thresholds(evidence(*groups), 10_000).hold == pytest.approx(0.0195)


@pytest.mark.parametrize("frauds, decline", [(DECLINE_FRAUDS_MIN - 1, None), (DECLINE_FRAUDS_MIN, 0.75)])
def test_nothing_is_declined_on_thin_evidence(frauds: int, decline: float | None):
    groups = ((1.0, frauds, 0), (0.5, 50, 50), (0.0, 0, 5_000))
    assert choose_thresholds(evidence(*groups), 2_000) == Thresholds(0.25, decline)


@pytest.mark.parametrize("honest, decline", [(20, 0.75), (21, None)])
def test_nothing_is_declined_below_a_precision_of_99_percent(honest: int, decline: float | None):
    groups = ((1.0, 1_980, honest), (0.5, 50, 50), (0.0, 0, 5_000))
    assert choose_thresholds(evidence(*groups), 3_000).decline == decline


def test_decline_is_never_at_hold():
    groups = ((1.0, 5_000, 0), (0.0, 0, 5_000))
    assert choose_thresholds(evidence(*groups), 10_000) == Thresholds(0.5, None)


def test_the_evidence_bounds_the_share_of_wrong_declines_below_one_percent():
    assert wilson_bounds(3, DECLINE_FRAUDS_MIN)[1] < 0.01
    assert wilson_bounds(4, DECLINE_FRAUDS_MIN)[1] > 0.01
    assert wilson_bounds(0, DECLINE_FRAUDS_MIN // 2)[1] < 0.01


def test_a_score_at_a_threshold_belongs_to_it():
    scores = np.array([0.1, 0.5, 0.89, 0.9])
    is_fraud = np.array([False, True, False, True])
    assert outcome_table(scores, is_fraud, Thresholds(0.5, 0.9)) == {
        "approve": {"fraud": 0, "legit": 1},
        "hold": {"fraud": 1, "legit": 1},
        "decline": {"fraud": 1, "legit": 0},
    }
    assert outcome_table(scores, is_fraud, Thresholds(0.5, None))["decline"] == {"fraud": 0, "legit": 0}
