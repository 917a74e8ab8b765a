"""One training run from a feature file to everything that a model folder states."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import onnx
from sklearn.metrics import average_precision_score

from paymo_training.dataset import Fold, Payments, Split, forward_folds, time_split, window_of, without_known_victims
from paymo_training.errors import TrainingInputError
from paymo_training.export import Parity, check_parity, export_model, golden_lines
from paymo_training.feature_file import read_feature_file
from paymo_training.fit import KINDS, Classifier, Fitted, fit, fraud_scores, used_features
from paymo_training.metrics import CARDS_PER_DAY, Scored, calibration_error, card_precision_best
from paymo_training.metrics import ranking_metrics, wilson_bounds
from paymo_training.rules import score_by_rules
from paymo_training.thresholds import Thresholds, choose_thresholds, outcome_table

GOLDEN_ROWS_MAX = 100


@dataclass(frozen=True)
class Order:
    """What a run is asked for."""

    features: Path
    kind: str
    """A name among KINDS."""
    train_from: date
    train_days: int
    delay_days: int
    test_days: int
    log: Path | None
    alerts_per_day: int
    seed: int
    drop_known_victims: bool
    """Leaves payers whose fraud was known before the test out of it, as studies of card fraud do."""
    checks: dict[str, Path]
    """Other feature files by name, each judged whole by the finished model."""


@dataclass(frozen=True)
class Trained:
    catalogue_version: int
    split: Split
    train: Payments
    test: Payments
    fitted: Fitted
    thresholds: Thresholds
    model: onnx.ModelProto
    model_bytes: bytes
    parity: Parity
    golden: list[str]
    metrics: dict


def train(order: Order) -> Trained:
    file = read_feature_file(order.features, order.delay_days)
    payments = file.payments
    split = time_split(order.train_from, order.train_days, order.delay_days, order.test_days)
    known = window_of(payments.known_before(split.test.from_ms), split.train, "training", order.features)
    test = window_of(payments, split.test, "test", order.features)
    if order.drop_known_victims:
        test = without_known_victims(payments, test, split.test.from_ms)
        if test.fraud_count == 0:
            raise TrainingInputError(f"{order.features}: without the known victims the test window has no frauds")
    folds = forward_folds(split.train, order.delay_days)
    fitted = fit(KINDS[order.kind], known, folds, order.seed)
    if not used_features(fitted.classifier):
        raise TrainingInputError(
            f"{order.features}: no feature tells the {known.fraud_count} frauds of the training window from the "
            f"other {len(known) - known.fraud_count} payments, so there is no model to export"
        )
    thresholds = choose_thresholds(fitted.evidence, order.alerts_per_day)
    model = export_model(fitted.classifier, len(payments.names))
    model_bytes = model.SerializeToString(deterministic=True)
    parity = check_parity(model_bytes, fitted.classifier, payments.features, thresholds.hold, thresholds.decline)
    return Trained(
        catalogue_version=file.catalogue_version,
        split=split,
        train=known,
        test=test,
        fitted=fitted,
        thresholds=thresholds,
        model=model,
        model_bytes=model_bytes,
        parity=parity,
        golden=golden_lines(model_bytes, fitted.classifier, test, GOLDEN_ROWS_MAX),
        metrics=_metrics(order, file.unlabelled_rows, split, folds, known, test, fitted, thresholds),
    )


def _metrics(
    order: Order,
    unlabelled_rows: int,
    split: Split,
    folds: list[Fold],
    known: Payments,
    test: Payments,
    fitted: Fitted,
    thresholds: Thresholds,
) -> dict:
    scores = fraud_scores(fitted.classifier, test)
    by_model = _scored(test, scores)
    outcomes = outcome_table(scores, test.is_fraud, thresholds)
    stopped = test.fraud_count - outcomes["approve"]["fraud"]
    return {
        **ranking_metrics(by_model, order.alerts_per_day),
        "alertBudgetPerDay": order.alerts_per_day,
        "cardPrecisionAt100Best": card_precision_best(by_model, CARDS_PER_DAY),
        "calibrationError": calibration_error(test.is_fraud, scores),
        "fraudsStopped95": list(wilson_bounds(stopped, test.fraud_count)),
        "validationAp": fitted.chosen.ap,
        "withoutFirstFeature": _without_first_feature(known, test, folds, fitted, order.seed),
        "test": {
            "from": split.test.from_day,
            "to": split.test.to_day,
            "rows": len(test),
            "frauds": test.fraud_count,
            "withoutKnownVictims": order.drop_known_victims,
        },
        "unlabelledRows": unlabelled_rows,
        "outcomes": outcomes,
        "baselines": _baselines(order, split, test),
        "checks": {name: _check(path, order, fitted.classifier, thresholds, known.names) for name, path in order.checks.items()},
    }


def _baselines(order: Order, split: Split, test: Payments) -> dict:
    by_amount = ranking_metrics(_scored(test, test.amounts), order.alerts_per_day)
    if order.log is None:
        return {"amount": by_amount}
    flagged = score_by_rules(order.log, split.train.from_ms, split.test)
    if len(flagged.scores) != len(test) or int(flagged.is_fraud.sum()) != test.fraud_count:
        raise TrainingInputError(
            f"{order.log}: the test window has {len(flagged.scores)} rows and {int(flagged.is_fraud.sum())} frauds, "
            f"but {len(test)} and {test.fraud_count} in {order.features}: this is not the log behind the features"
        )
    return {"amount": by_amount, "rules": ranking_metrics(flagged, order.alerts_per_day)}


def _without_first_feature(
    known: Payments, test: Payments, folds: list[Fold], fitted: Fitted, seed: int
) -> dict:
    """How much of the quality hangs on the model's first feature: the same choice made with it blanked."""
    first = used_features(fitted.classifier)[0]
    blind = fit(fitted.kind, _blank(known, first), folds, seed)
    ap = average_precision_score(test.is_fraud, fraud_scores(blind.classifier, _blank(test, first)))
    return {"feature": known.names[first], "ap": float(ap)}


def _blank(payments: Payments, feature: int) -> Payments:
    features = payments.features.copy()
    features[:, feature] = 0
    return replace(payments, features=features)


def _check(path: Path, order: Order, classifier: Classifier, thresholds: Thresholds, names: tuple[str, ...]) -> dict:
    payments = read_feature_file(path, order.delay_days).payments
    if payments.names != names:
        raise TrainingInputError(f"{path}: its features are not those of {order.features}; build both with one catalogue")
    outcomes = outcome_table(fraud_scores(classifier, payments), payments.is_fraud, thresholds)
    return {"rows": len(payments), "frauds": payments.fraud_count, "outcomes": outcomes}


def _scored(payments: Payments, scores: np.ndarray) -> Scored:
    return Scored(payments.occurred_at_ms, payments.payers, payments.amounts, payments.is_fraud, scores)
