"""One training run from a feature file to everything that a model folder states."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import onnx

from paymo_training.dataset import Payments, Split, Window, forward_folds, time_split, window_of
from paymo_training.dataset import without_known_victims
from paymo_training.errors import TrainingInputError
from paymo_training.evaluation import Evaluation, Rules, evaluate, scored_by
from paymo_training.export import Parity, check_parity, explanation_of, export_model, golden_lines
from paymo_training.feature_file import FeatureFile, read_feature_file
from paymo_training.fit import KINDS, Classifier, Fitted, fit, fraud_scores, used_features
from paymo_training.leaks import LeakReport, find_leaks
from paymo_training.metrics import Prices, Scored
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
    prices: Prices
    seed: int
    drop_known_victims: bool
    """Leaves payers whose fraud was known before the test out of it, as studies of card fraud do."""
    checks: dict[str, Path]
    """Other feature files by name, each judged whole by the finished model."""
    report_leaks: bool = False
    """Trains on features that know labels too early, and says so, instead of refusing them."""


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
    explanation: dict[str, str | float]
    parity: Parity
    golden: list[str]
    by_model: Scored
    """The test window with the model's scores."""
    metrics: dict


def train(order: Order) -> Trained:
    file = read_feature_file(order.features, order.delay_days)
    payments = file.payments
    split = time_split(order.train_from, order.train_days, order.delay_days, order.test_days)
    known = window_of(payments.known_before(split.test.from_ms), split.train, "training", order.features)
    test = _test_window(order, payments, split)
    leaks = _checked_leaks(order, payments, split.train)
    folds = forward_folds(split.train, order.delay_days)
    fitted = fit(KINDS[order.kind], known, folds, order.seed)
    if not used_features(fitted.classifier):
        raise TrainingInputError(
            f"{order.features}: no feature tells the {known.fraud_count} frauds of the training window from the "
            f"other {len(known) - known.fraud_count} payments, so there is no model to export"
        )
    thresholds = choose_thresholds(fitted.evidence, order.prices.alerts_per_day)
    model = export_model(fitted.classifier, len(payments.names))
    model_bytes = model.SerializeToString(deterministic=True)
    parity = check_parity(model_bytes, fitted.classifier, payments.features, thresholds.hold, thresholds.decline)
    by_model = scored_by(test, fraud_scores(fitted.classifier, test))
    rules = _rule_scores(order, payments, split, known, test)
    evaluation = Evaluation(known, test, folds, fitted, thresholds, order.prices, order.seed, rules)
    return Trained(
        catalogue_version=file.catalogue_version,
        split=split,
        train=known,
        test=test,
        fitted=fitted,
        thresholds=thresholds,
        model=model,
        model_bytes=model_bytes,
        explanation=explanation_of(fitted.classifier, model),
        parity=parity,
        golden=golden_lines(model_bytes, fitted.classifier, test, GOLDEN_ROWS_MAX),
        by_model=by_model,
        metrics=evaluate(evaluation, by_model) | _about(order, file, split, test, leaks, fitted, thresholds),
    )


def _test_window(order: Order, payments: Payments, split: Split) -> Payments:
    test = window_of(payments, split.test, "test", order.features)
    if not order.drop_known_victims:
        return test
    left = without_known_victims(payments, test, split.test.from_ms)
    if left.fraud_count == 0:
        raise TrainingInputError(f"{order.features}: without the known victims the test window has no frauds")
    return left


def _checked_leaks(order: Order, payments: Payments, train: Window) -> LeakReport:
    report = find_leaks(payments, train.contains(payments.occurred_at_ms))
    if report.leaks and not order.report_leaks:
        worst = max(report.leaks, key=lambda leak: leak.ap)
        names = ", ".join(leak.feature for leak in report.leaks)
        raise TrainingInputError(
            f"{order.features}: column {names} knows labels before anybody did: {worst.feature} alone tells the "
            f"{worst.rows} honest payments {worst.near} from those near no fraud (AP {worst.ap:.2f}); build the "
            "feature from labels known at the payment's time, drop the column, or see it flagged with --leaks report"
        )
    return report


def _rule_scores(order: Order, payments: Payments, split: Split, known: Payments, test: Payments) -> Rules | None:
    if order.log is None:
        return None
    by_row = {}
    for window in (split.train, split.test):
        inside = payments.between(window)
        by_row |= zip(inside.rows, score_by_rules(order.log, split.train.from_ms, inside, window), strict=True)
    return Rules(*(np.array([by_row[row] for row in rows]) for rows in (known.rows, test.rows)))


def _about(
    order: Order,
    file: FeatureFile,
    split: Split,
    test: Payments,
    leaks: LeakReport,
    fitted: Fitted,
    thresholds: Thresholds,
) -> dict:
    return {
        "test": {
            "from": split.test.from_day,
            "to": split.test.to_day,
            "rows": len(test),
            "frauds": test.fraud_count,
            "withoutKnownVictims": order.drop_known_victims,
        },
        "unlabelledRows": file.unlabelled_rows,
        "leakGuard": {
            "rowsJudged": leaks.rows_judged,
            "leaks": {leak.feature: leak.ap for leak in leaks.leaks},
            "giveaways": leaks.giveaways,
        },
        "checks": {
            name: _check(path, order, fitted.classifier, thresholds, test.names)
            for name, path in order.checks.items()
        },
    }


def _check(
    path: Path, order: Order, classifier: Classifier, thresholds: Thresholds, names: tuple[str, ...]
) -> dict:
    payments = read_feature_file(path, order.delay_days).payments
    if payments.names != names:
        raise TrainingInputError(
            f"{path}: its features are not those of {order.features}; build both with one catalogue"
        )
    outcomes = outcome_table(fraud_scores(classifier, payments), payments.is_fraud, thresholds)
    return {"rows": len(payments), "frauds": payments.fraud_count, "outcomes": outcomes}
