"""The credit model: boosted shallow trees, classes at their natural weights, attributes by forward selection."""

from dataclasses import dataclass

import numpy as np
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from paymo_training.boosters import THREADS
from paymo_training.credit.applicants import Applicants
from paymo_training.credit.encoding import Input, encode, learn_inputs
from paymo_training.fit import as_input

ROUNDS = 120
LEARNING_RATE = 0.05
DEPTH = 3
LEAF_ROWS_MIN = 20
SELECTION_FOLDS = 3
GAIN_MIN = 0.001
COLUMNS_MAX = 12

# Which attributes matter shows on fewer rows than it takes to learn them well.
SELECTION_ROWS_MAX = 3000


@dataclass(frozen=True)
class Step:
    """One attribute taken in, and the AUC of the model with it and all before it."""

    column: str
    auc: float


@dataclass(frozen=True)
class CreditModel:
    classifier: LGBMClassifier
    inputs: list[Input]
    steps: list[Step]


def fit_credit(applicants: Applicants, rows: np.ndarray, seed: int) -> CreditModel:
    """Selects attributes and learns, from `rows` alone."""
    steps = select_columns(applicants, rows, seed)
    inputs = _inputs(applicants, [step.column for step in steps], rows)
    features = encode(applicants.columns, inputs)[rows]
    return CreditModel(_fit(features, applicants.is_event[rows], seed), inputs, steps)


def default_probabilities(model: CreditModel, applicants: Applicants, rows: np.ndarray) -> np.ndarray:
    features = encode(applicants.columns, model.inputs)[rows]
    return model.classifier.predict_proba(as_input(features))[:, 1].astype(np.float64)


def select_columns(applicants: Applicants, rows: np.ndarray, seed: int) -> list[Step]:
    """Forward selection: the attribute that raises the cross-validated AUC most, until none raises it by GAIN_MIN."""
    rows = _sampled(rows, seed)
    folds = list(_folds(SELECTION_FOLDS, seed).split(rows, applicants.is_event[rows]))
    left = [column.name for column in applicants.columns]
    steps: list[Step] = []
    while left and len(steps) < COLUMNS_MAX:
        taken = [step.column for step in steps]
        aucs = {name: _auc(applicants, [*taken, name], rows, folds, seed) for name in left}
        best = max(left, key=lambda name: aucs[name])
        if steps and aucs[best] < steps[-1].auc + GAIN_MIN:
            break
        steps.append(Step(best, aucs[best]))
        left.remove(best)
    return steps


def _auc(applicants: Applicants, names: list[str], rows: np.ndarray, folds: list, seed: int) -> float:
    inputs = _inputs(applicants, names, rows)
    if not inputs:
        return 0.5
    features = encode(applicants.columns, inputs)[rows]
    is_event = applicants.is_event[rows]
    aucs = []
    for learned, judged in folds:
        classifier = _fit(features[learned], is_event[learned], seed)
        given = classifier.predict_proba(as_input(features[judged]))[:, 1]
        aucs.append(roc_auc_score(is_event[judged], given))
    return float(np.mean(aucs))


def _inputs(applicants: Applicants, names: list[str], rows: np.ndarray) -> list[Input]:
    by_name = {column.name: column for column in applicants.columns}
    return [each for name in names for each in learn_inputs(by_name[name], rows)]


def _fit(features: np.ndarray, is_event: np.ndarray, seed: int) -> LGBMClassifier:
    classifier = LGBMClassifier(
        n_estimators=ROUNDS,
        learning_rate=LEARNING_RATE,
        max_depth=DEPTH,
        num_leaves=2**DEPTH - 1,
        min_child_samples=min(LEAF_ROWS_MIN, max(len(is_event) // 20, 2)),
        subsample=0.8,
        subsample_freq=1,
        colsample_bytree=0.5,
        reg_lambda=5.0,
        importance_type="gain",
        use_missing=False,
        deterministic=True,
        force_row_wise=True,
        random_state=seed,
        n_jobs=THREADS,
        verbose=-1,
    )
    return classifier.fit(as_input(features), is_event.astype(np.int64))


def _sampled(rows: np.ndarray, seed: int) -> np.ndarray:
    if len(rows) <= SELECTION_ROWS_MAX:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, SELECTION_ROWS_MAX, replace=False))


def _folds(count: int, seed: int) -> StratifiedKFold:
    return StratifiedKFold(count, shuffle=True, random_state=seed)
