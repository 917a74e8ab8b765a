"""Fits a tree or a forest: depth and leaf size are chosen on days that follow the days it learned from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score
from sklearn.tree import DecisionTreeClassifier

from paymo_training.dataset import Fold, Payments
from paymo_training.errors import TrainingInputError
from paymo_training.thresholds import Evidence

Classifier = DecisionTreeClassifier | RandomForestClassifier

FOREST_TREES = 100

# A leaf of fewer rows states a share that its rows cannot carry. Smaller leaves stand among the candidates so
# that the card can show what they would have gained.
LEAF_ROWS_TRUSTED = 20

# Trees whose AP differs by less are called equally good: the folds hold too few frauds to tell them apart.
AP_TIE = 1e-6


@dataclass(frozen=True)
class Kind:
    """A kind of model and the sizes that it is chosen from. Both keep natural weights."""

    noun: str
    algorithm: str
    depths: tuple[int, ...]
    leaf_rows_mins: tuple[int, ...]
    make: Callable[[int, int, int], Classifier]
    """From depth, rows of a leaf at least, and seed."""


def _make_tree(depth: int, leaf_rows_min: int, seed: int) -> Classifier:
    return DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf_rows_min, random_state=seed)


def _make_forest(depth: int, leaf_rows_min: int, seed: int) -> Classifier:
    return RandomForestClassifier(
        FOREST_TREES, max_depth=depth, min_samples_leaf=leaf_rows_min, random_state=seed, n_jobs=-1
    )


KINDS = {
    "tree": Kind("tree", "decision tree (CART, Gini)", (2, 3, 4, 6, 8), (5, 20, 50, 100), _make_tree),
    "forest": Kind("forest", f"random forest ({FOREST_TREES} trees, Gini)", (4, 8), (20, 100), _make_forest),
}


@dataclass(frozen=True)
class Candidate:
    depth: int
    leaf_rows_min: int
    ap: float
    """Mean AP over the folds."""


@dataclass(frozen=True)
class Fitted:
    kind: Kind
    classifier: Classifier
    chosen: Candidate
    candidates: list[Candidate]
    evidence: Evidence
    folds: int


def as_input(features: np.ndarray) -> np.ndarray:
    """The model's input is float32; training on the same rounding keeps both sides of a split the same."""
    return features.astype(np.float32)


def fit_one(kind: Kind, payments: Payments, depth: int, leaf_rows_min: int, seed: int) -> Classifier:
    """Natural classes: balancing the classes would ruin the score as a probability."""
    classifier = kind.make(depth, leaf_rows_min, seed)
    return classifier.fit(
        as_input(payments.features), payments.is_fraud.astype(np.int64), sample_weight=payments.weights
    )


def fraud_scores(classifier: Classifier, payments: Payments) -> np.ndarray:
    return classifier.predict_proba(as_input(payments.features))[:, 1]


def fit(kind: Kind, train: Payments, folds: list[Fold], seed: int) -> Fitted:
    """Chooses by forward chaining, then fits the chosen size on the whole training window."""
    usable = [fold for fold in folds if _is_usable(train, fold)]
    if not usable:
        raise TrainingInputError(
            "the training window is too short or has too few frauds to choose a tree: "
            "no validation day with a fraud follows known frauds"
        )
    candidates, scores = [], {}
    for depth in kind.depths:
        for leaf_rows_min in kind.leaf_rows_mins:
            fold_scores = [_validation_scores(kind, train, fold, depth, leaf_rows_min, seed) for fold in usable]
            aps = [
                average_precision_score(fold.judged(train).is_fraud, given)
                for fold, given in zip(usable, fold_scores, strict=True)
            ]
            candidates.append(Candidate(depth, leaf_rows_min, float(np.mean(aps))))
            scores[depth, leaf_rows_min] = np.concatenate(fold_scores)
    chosen, classifier = _choose(kind, candidates, train, seed)
    evidence = Evidence(
        scores=scores[chosen.depth, chosen.leaf_rows_min],
        is_fraud=np.concatenate([fold.judged(train).is_fraud for fold in usable]),
        days=sum(fold.validation.days for fold in usable),
    )
    return Fitted(kind, classifier, chosen, candidates, evidence, len(usable))


def used_features(classifier: Classifier) -> list[int]:
    """Numbers of the features that the model asks about, the most important first."""
    importances = classifier.feature_importances_
    return [int(i) for i in np.argsort(-importances, kind="stable") if importances[i] > 0]


def _choose(
    kind: Kind, candidates: list[Candidate], train: Payments, seed: int
) -> tuple[Candidate, Classifier]:
    """Among equally good sizes: leaves that can be trusted, the shallowest, the largest leaf.

    A tree that asks about one feature alone explains every payment alike, so the first of them that asks about
    more goes before, if there is one: it costs no AP.
    """
    best = max(candidate.ap for candidate in candidates)
    equal = [candidate for candidate in candidates if candidate.ap >= best - AP_TIE]
    trusted = [candidate for candidate in equal if candidate.leaf_rows_min >= LEAF_ROWS_TRUSTED]
    ordered = sorted(trusted or equal, key=lambda candidate: (candidate.depth, -candidate.leaf_rows_min))
    fitted = [(each, fit_one(kind, train, each.depth, each.leaf_rows_min, seed)) for each in ordered]
    return next((pair for pair in fitted if len(used_features(pair[1])) > 1), fitted[0])


def _is_usable(train: Payments, fold: Fold) -> bool:
    learned, judged = fold.learned(train), fold.judged(train)
    return 0 < learned.fraud_count < len(learned) and judged.fraud_count > 0


def _validation_scores(
    kind: Kind, train: Payments, fold: Fold, depth: int, leaf_rows_min: int, seed: int
) -> np.ndarray:
    classifier = fit_one(kind, fold.learned(train), depth, leaf_rows_min, seed)
    return fraud_scores(classifier, fold.judged(train))
