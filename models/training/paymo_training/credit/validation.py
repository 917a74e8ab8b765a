"""How well the whole procedure does on applicants that it never saw: five folds, selection included."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import StratifiedKFold

from paymo_training.credit.applicants import Applicants
from paymo_training.credit.model import default_probabilities, fit_credit

FOLDS = 5
BINS = 10


@dataclass(frozen=True)
class Validation:
    probabilities: np.ndarray
    """Of the event, for each applicant by the model of the fold that did not know them."""
    figures: dict


def cross_validate(applicants: Applicants, seed: int) -> Validation:
    probabilities = np.zeros(len(applicants))
    aucs, chosen = [], []
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for learned, judged in splitter.split(np.zeros(len(applicants)), applicants.is_event):
        model = fit_credit(applicants, learned, seed)
        probabilities[judged] = default_probabilities(model, applicants, judged)
        aucs.append(float(roc_auc_score(applicants.is_event[judged], probabilities[judged])))
        chosen.append([step.column for step in model.steps])
    return Validation(probabilities, _figures(applicants.is_event, probabilities, aucs) | {"foldColumns": chosen})


def _figures(is_event: np.ndarray, probabilities: np.ndarray, aucs: list[float]) -> dict:
    auc = float(np.mean(aucs))
    bins = reliability(is_event, probabilities)
    gaps = [abs(each["predicted"] - each["observed"]) * each["rows"] for each in bins]
    return {
        "auc": auc,
        "aucByFold": aucs,
        "aucDeviation": float(np.std(aucs, ddof=1)),
        "gini": 2 * auc - 1,
        "ks": kolmogorov_smirnov(is_event, probabilities),
        "brier": float(np.mean((probabilities - is_event) ** 2)),
        "brierOfBaseRate": float(np.mean((is_event.mean() - is_event) ** 2)),
        "calibrationError": float(sum(gaps) / len(is_event)),
        "reliability": bins,
    }


def kolmogorov_smirnov(is_event: np.ndarray, probabilities: np.ndarray) -> float:
    """The largest gap between the score distributions of the two outcomes, 0 to 1."""
    false_rate, true_rate, _ = roc_curve(is_event, probabilities)
    return float(np.max(true_rate - false_rate))


def reliability(is_event: np.ndarray, probabilities: np.ndarray, bins: int = BINS) -> list[dict]:
    """What was predicted and what happened, in groups of equally many applicants from the safest to the riskiest."""
    order = np.argsort(probabilities, kind="stable")
    return [
        {
            "rows": len(rows),
            "predicted": float(probabilities[rows].mean()),
            "observed": float(is_event[rows].mean()),
        }
        for rows in np.array_split(order, min(bins, len(order)))
    ]
