"""How far a figure would move with other payers: 95 % bootstrap intervals."""

import numpy as np

from paymo_training.metrics import Prices, Ranking, quality

REPLICATES = 200


def intervals(ranking: Ranking, prices: Prices, seed: int) -> dict[str, list[float]]:
    """Lower and upper bound of every figure of `quality`.

    Payers are drawn with replacement, each with all its payments: payments of one payer are not independent, and a
    fraud is often several of them. Percentile bounds (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
    chapter 13). Scorers of one window and seed meet the same draws.
    """
    chance = np.random.default_rng(seed)
    count = ranking.payer_count
    replicates = []
    while len(replicates) < REPLICATES:
        draws = np.bincount(chance.integers(0, count, count), minlength=count).astype(np.float64)
        drawn = draws[ranking.payer_of_row] * ranking.is_fraud
        # A draw without a fraud has no recall; it says nothing of the score.
        if drawn.any():
            replicates.append(quality(ranking, prices, draws))
    return {
        name: np.percentile([replicate[name] for replicate in replicates], [2.5, 97.5]).tolist()
        for name in replicates[0]
    }
