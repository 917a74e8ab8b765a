import numpy as np
import pytest

from paymo_training.bootstrap import intervals
from paymo_training.metrics import Prices, Ranking, Scored, quality

PRICES = Prices(alerts_per_day=20, review_cost_minor=300)


def ranking(payers: int, payments_each: int, seed: int = 5) -> Ranking:
    """Each payer's payments are all fraud or all honest, and all have one score."""
    chance = np.random.default_rng(seed)
    is_fraud = np.repeat(np.arange(payers) % 10 == 0, payments_each)
    scores = np.repeat(np.clip(chance.normal(0.3, 0.1, payers), 0.01, 0.99), payments_each)
    scores = np.where(is_fraud, np.minimum(scores + 0.15, 1), scores)
    names = np.repeat([f"C{number}" for number in range(payers)], payments_each).astype(object)
    rows = payers * payments_each
    return Ranking(Scored(np.arange(rows), names, np.full(rows, 100.0), is_fraud, np.ones(rows), scores, scores))


def test_every_figure_lies_in_its_interval():
    given = ranking(payers=300, payments_each=1)
    figures, bounds = quality(given, PRICES), intervals(given, PRICES, seed=0)
    assert set(bounds) == set(figures)
    for name, (low, high) in bounds.items():
        assert low <= figures[name] <= high, name
    assert bounds["ap"][0] < bounds["ap"][1]


def test_the_same_payments_of_fewer_payers_say_less():
    def width(payers: int) -> float:
        low, high = intervals(ranking(payers, 1_200 // payers), PRICES, seed=0)["rocAuc"]
        return high - low

    assert width(60) > 2 * width(1_200)


def test_the_same_seed_gives_the_same_bounds():
    given = ranking(payers=100, payments_each=2)
    assert intervals(given, PRICES, seed=1) == intervals(given, PRICES, seed=1)
    assert intervals(given, PRICES, seed=1) != intervals(given, PRICES, seed=2)


@pytest.mark.parametrize("payers", [10])
def test_draws_without_a_fraud_are_drawn_again(payers: int):
    low, high = intervals(ranking(payers, 3), PRICES, seed=0)["ap"]
    assert 0 < low <= high <= 1
