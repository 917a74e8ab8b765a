"""Fits a decision tree: its depth and leaf size are chosen on days that follow the days it learned from."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score
from sklearn.tree import DecisionTreeClassifier

from paymo_training.dataset import Fold, Payments
from paymo_training.errors import TrainingInputError
from paymo_training.thresholds import Evidence

DEPTHS = (2, 3, 4, 6, 8)
LEAF_ROWS_MINS = (5, 20, 50, 100)

# A leaf of fewer rows states a share that its rows cannot carry. Smaller leaves stand among the candidates so
# that the card can show what they would have gained.
LEAF_ROWS_TRUSTED = 20

# Trees whose AP differs by less are called equally good: the folds hold too few frauds to tell them apart.
AP_TIE = 1e-6


@dataclass(frozen=True)
class Candidate:
    depth: int
    leaf_rows_min: int
    ap: float
    """Mean AP over the folds."""


@dataclass(frozen=True)
class Fitted:
    tree: DecisionTreeClassifier
    chosen: Candidate
    candidates: list[Candidate]
    evidence: Evidence
    folds: int


def as_input(features: np.ndarray) -> np.ndarray:
    """The model's input is float32; training on the same rounding keeps both sides of a split the same."""
    return features.astype(np.float32)


def fit_tree(payments: Payments, depth: int, leaf_rows_min: int, seed: int) -> DecisionTreeClassifier:
    """Natural weights: balancing the classes would ruin the score as a probability."""
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf_rows_min, random_state=seed)
    return tree.fit(as_input(payments.features), payments.is_fraud.astype(np.int64))


def fraud_scores(tree: DecisionTreeClassifier, payments: Payments) -> np.ndarray:
    return tree.predict_proba(as_input(payments.features))[:, 1]


def fit(train: Payments, folds: list[Fold], seed: int) -> Fitted:
    """Chooses by forward chaining, then fits the chosen size on the whole training window."""
    usable = [fold for fold in folds if _is_usable(train, fold)]
    if not usable:
        raise TrainingInputError(
            "the training window is too short or has too few frauds to choose a tree: "
            "no validation day with a fraud follows known frauds"
        )
    candidates, scores = [], {}
    for depth in DEPTHS:
        for leaf_rows_min in LEAF_ROWS_MINS:
            fold_scores = [_validation_scores(train, fold, depth, leaf_rows_min, seed) for fold in usable]
            aps = [
                average_precision_score(train.between(fold.validation).is_fraud, given)
                for fold, given in zip(usable, fold_scores, strict=True)
            ]
            candidates.append(Candidate(depth, leaf_rows_min, float(np.mean(aps))))
            scores[depth, leaf_rows_min] = np.concatenate(fold_scores)
    chosen, tree = _choose(candidates, train, seed)
    evidence = Evidence(
        scores=scores[chosen.depth, chosen.leaf_rows_min],
        is_fraud=np.concatenate([train.between(fold.validation).is_fraud for fold in usable]),
        days=sum(fold.validation.days for fold in usable),
    )
    return Fitted(tree, chosen, candidates, evidence, len(usable))


def used_features(tree: DecisionTreeClassifier) -> list[int]:
    """Numbers of the features that the tree asks about, the most important first."""
    order = np.argsort(-tree.feature_importances_, kind="stable")
    return [int(i) for i in order if tree.feature_importances_[i] > 0]


def _choose(candidates: list[Candidate], train: Payments, seed: int) -> tuple[Candidate, DecisionTreeClassifier]:
    """Among equally good sizes: leaves that can be trusted, the shallowest, the largest leaf.

    A tree that asks about one feature alone explains every payment alike, so the first of them that asks about
    more goes before, if there is one: it costs no AP.
    """
    best = max(candidate.ap for candidate in candidates)
    equal = [candidate for candidate in candidates if candidate.ap >= best - AP_TIE]
    trusted = [candidate for candidate in equal if candidate.leaf_rows_min >= LEAF_ROWS_TRUSTED]
    ordered = sorted(trusted or equal, key=lambda candidate: (candidate.depth, -candidate.leaf_rows_min))
    fitted = [(candidate, fit_tree(train, candidate.depth, candidate.leaf_rows_min, seed)) for candidate in ordered]
    return next((pair for pair in fitted if len(used_features(pair[1])) > 1), fitted[0])


def _is_usable(train: Payments, fold: Fold) -> bool:
    learned, judged = train.between(fold.train), train.between(fold.validation)
    return 0 < learned.fraud_count < len(learned) and judged.fraud_count > 0


def _validation_scores(train: Payments, fold: Fold, depth: int, leaf_rows_min: int, seed: int) -> np.ndarray:
    tree = fit_tree(train.between(fold.train), depth, leaf_rows_min, seed)
    return fraud_scores(tree, train.between(fold.validation))
