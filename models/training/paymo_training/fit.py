"""Fits a model: depth and leaf size are chosen on days that follow the days it learned from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from lightgbm import LGBMClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

from paymo_training.boosters import LEARNING_RATE, ROUNDS, make_lightgbm, make_xgboost
from paymo_training.dataset import Fold, Payments
from paymo_training.errors import TrainingInputError
from paymo_training.thresholds import Evidence

Classifier = DecisionTreeClassifier | RandomForestClassifier | LGBMClassifier | XGBClassifier

FOREST_TREES = 100

# How many rows each tree draws: on PaySim an AP of 0.997 in a third of the time that all rows take.
FOREST_ROWS_SHARE = 0.25

# A leaf of fewer rows states a share that its rows cannot carry. Smaller leaves stand among the candidates so
# that the card can show what they would have gained.
LEAF_ROWS_TRUSTED = 20

# Models whose AP differs by less are called equally good: the folds hold too few frauds to tell them apart.
AP_TIE = 1e-6


@dataclass(frozen=True)
class Kind:
    """A kind of model and the sizes that it is chosen from. All keep natural class weights."""

    noun: str
    algorithm: str
    depths: tuple[int, ...]
    leaf_mins: tuple[float, ...]
    make: Callable[[int, float, int], Classifier]
    """From depth, leaf size at least, and seed."""
    leaf_parameter: str = "minSamplesLeaf"
    leaf_unit: str = "rows"
    leaf_trusted: float = LEAF_ROWS_TRUSTED


def _make_tree(depth: int, leaf_rows_min: float, seed: int) -> Classifier:
    return DecisionTreeClassifier(max_depth=depth, min_samples_leaf=int(leaf_rows_min), random_state=seed)


def _make_forest(depth: int, leaf_rows_min: float, seed: int) -> Classifier:
    return RandomForestClassifier(
        FOREST_TREES,
        max_depth=depth,
        min_samples_leaf=int(leaf_rows_min),
        max_samples=FOREST_ROWS_SHARE,
        random_state=seed,
        n_jobs=-1,
    )


_FOREST = f"random forest ({FOREST_TREES} trees of {FOREST_ROWS_SHARE:.0%} of the rows each, Gini)"
_BOOSTED = f"({ROUNDS} trees, learning rate {LEARNING_RATE})"

KINDS = {
    "tree": Kind("tree", "decision tree (CART, Gini)", (2, 3, 4, 6, 8), (5, 20, 50, 100), _make_tree),
    "forest": Kind("forest", _FOREST, (4, 8), (20, 100), _make_forest),
    "lightgbm": Kind("LightGBM model", f"LightGBM {_BOOSTED}", (3, 6), (20, 100), make_lightgbm),
    "xgboost": Kind(
        "XGBoost model",
        f"XGBoost {_BOOSTED}",
        (3, 6),
        (0.1, 1),
        make_xgboost,
        leaf_parameter="minChildWeight",
        leaf_unit="of p × (1 − p) summed over its rows",
        leaf_trusted=0.1,
    ),
}


@dataclass(frozen=True)
class Candidate:
    depth: int
    leaf_min: float
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


def fit_one(kind: Kind, payments: Payments, depth: int, leaf_min: float, seed: int) -> Classifier:
    """Natural classes: balancing them would ruin the score as a probability."""
    classifier = kind.make(depth, leaf_min, seed)
    return classifier.fit(
        as_input(payments.features), payments.is_fraud.astype(np.int64), sample_weight=payments.weights
    )


def fraud_scores(classifier: Classifier, payments: Payments) -> np.ndarray:
    return probabilities(classifier, payments.features)


def probabilities(classifier: Classifier, features: np.ndarray) -> np.ndarray:
    """Of fraud, float64, for features of shape (rows, features)."""
    return classifier.predict_proba(as_input(features))[:, 1].astype(np.float64)


def fit(kind: Kind, train: Payments, folds: list[Fold], seed: int) -> Fitted:
    """Chooses by forward chaining, then fits the chosen size on the whole training window."""
    pairs = [(fold.learned(train), fold.judged(train)) for fold in folds]
    pairs = [(learned, judged) for learned, judged in pairs if _is_usable(learned, judged)]
    if not pairs:
        raise TrainingInputError(
            "the training window is too short or has too few frauds to choose a model: "
            "no validation day with a fraud follows known frauds; train on more days or on a day with frauds"
        )
    sizes = [(depth, leaf_min) for depth in kind.depths for leaf_min in kind.leaf_mins]
    # Sizes side by side and each on one thread: no trainer waits for threads of its own.
    given = Parallel(n_jobs=-1, prefer="threads")(
        delayed(_validation_scores)(kind, learned, judged, size, seed) for size in sizes for learned, judged in pairs
    )
    scores = {size: given[place * len(pairs) : (place + 1) * len(pairs)] for place, size in enumerate(sizes)}
    candidates = [Candidate(*size, _mean_ap(pairs, scores[size])) for size in sizes]
    chosen, classifier = _choose(kind, candidates, train, seed)
    evidence = Evidence(
        scores=np.concatenate(scores[chosen.depth, chosen.leaf_min]),
        is_fraud=np.concatenate([judged.is_fraud for _, judged in pairs]),
        days=sum(fold.validation.days for fold in folds if _is_usable(fold.learned(train), fold.judged(train))),
    )
    return Fitted(kind, classifier, chosen, candidates, evidence, len(pairs))


def used_features(classifier: Classifier) -> list[int]:
    """Numbers of the features that the model asks about, the most important first."""
    importances = np.asarray(classifier.feature_importances_)
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
    trusted = [candidate for candidate in equal if candidate.leaf_min >= kind.leaf_trusted]
    ordered = sorted(trusted or equal, key=lambda candidate: (candidate.depth, -candidate.leaf_min))
    first = None
    for candidate in ordered:
        fitted = candidate, fit_one(kind, train, candidate.depth, candidate.leaf_min, seed)
        if len(used_features(fitted[1])) > 1:
            return fitted
        first = first or fitted
    assert first is not None, "there are candidates"
    return first


def _is_usable(learned: Payments, judged: Payments) -> bool:
    return 0 < learned.fraud_count < len(learned) and judged.fraud_count > 0


def _validation_scores(
    kind: Kind, learned: Payments, judged: Payments, size: tuple[int, float], seed: int
) -> np.ndarray:
    return fraud_scores(fit_one(kind, learned, *size, seed), judged)


def _mean_ap(pairs: list[tuple[Payments, Payments]], scores: list[np.ndarray]) -> float:
    aps = [
        average_precision_score(judged.is_fraud, given, sample_weight=judged.weights)
        for (_, judged), given in zip(pairs, scores, strict=True)
    ]
    return float(np.mean(aps))
