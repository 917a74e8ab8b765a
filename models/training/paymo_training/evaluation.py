"""What a model reaches on the test window, beside the baselines."""

from dataclasses import dataclass, replace

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import average_precision_score

from paymo_training.bootstrap import intervals
from paymo_training.dataset import Fold, Payments
from paymo_training.fit import Fitted, fit, fraud_scores, used_features
from paymo_training.metrics import Prices, Ranking, Scored, card_precision_best, quality, wilson_bounds
from paymo_training.metrics import CARDS_PER_DAY
from paymo_training.thresholds import Thresholds, outcome_table


@dataclass(frozen=True)
class Rules:
    """The hand-written rules' scores of the payments trained on and of the test's."""

    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True)
class Evaluation:
    train: Payments
    test: Payments
    folds: list[Fold]
    fitted: Fitted
    thresholds: Thresholds
    prices: Prices
    seed: int
    rules: Rules | None


def evaluate(given: Evaluation, by_model: Scored) -> dict:
    test = given.test
    outcomes = outcome_table(by_model.scores, test.is_fraud, given.thresholds)
    stopped = test.fraud_count - outcomes["approve"]["fraud"]
    return {
        **_measured(given, by_model),
        "alertBudgetPerDay": given.prices.alerts_per_day,
        "reviewCostMinor": given.prices.review_cost_minor,
        "cardPrecisionAt100Best": card_precision_best(Ranking(by_model), CARDS_PER_DAY),
        "fraudsStopped95": list(wilson_bounds(stopped, test.fraud_count)),
        "validationAp": given.fitted.chosen.ap,
        "withoutFirstFeature": _without_first_feature(given),
        "outcomes": outcomes,
        "baselines": {name: _measured(given, scored) for name, scored in _baselines(given).items()},
    }


def scored_by(payments: Payments, scores: np.ndarray, probabilities: np.ndarray | None = None) -> Scored:
    return Scored(
        occurred_at_ms=payments.occurred_at_ms,
        payers=payments.payers,
        amounts=payments.amounts,
        is_fraud=payments.is_fraud,
        weights=payments.weights,
        scores=scores,
        probabilities=scores if probabilities is None else probabilities,
    )


def _measured(given: Evaluation, scored: Scored) -> dict:
    ranking = Ranking(scored)
    return {**quality(ranking, given.prices), "intervals": intervals(ranking, given.prices, given.seed)}


def _baselines(given: Evaluation) -> dict[str, Scored]:
    scores = {"amount": (given.train.amounts, given.test.amounts)}
    if given.rules is not None:
        scores["rules"] = (given.rules.train, given.rules.test)
    return {name: _calibrated(given, *both) for name, both in scores.items()}


def _calibrated(given: Evaluation, train_scores: np.ndarray, test_scores: np.ndarray) -> Scored:
    """Ranks by the score as it is; its probability is the training window's fraud share, rising with the score."""
    calibration = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
    calibration.fit(train_scores, given.train.is_fraud.astype(np.float64), sample_weight=given.train.weights)
    return scored_by(given.test, test_scores, calibration.predict(test_scores))


def _without_first_feature(given: Evaluation) -> dict:
    """How much of the quality hangs on the model's first feature: it blanked, and the depth chosen again."""
    first = used_features(given.fitted.classifier)[0]
    kind = replace(given.fitted.kind, leaf_mins=(given.fitted.chosen.leaf_min,))
    blind = fit(kind, _blank(given.train, first), given.folds, given.seed)
    test = _blank(given.test, first)
    ap = average_precision_score(test.is_fraud, fraud_scores(blind.classifier, test), sample_weight=test.weights)
    return {"feature": given.train.names[first], "ap": float(ap)}


def _blank(payments: Payments, feature: int) -> Payments:
    features = payments.features.copy()
    features[:, feature] = 0
    return replace(payments, features=features)
