"""How a model treats groups that no decision may look at: the gate before it is promoted."""

import numpy as np

from paymo_training.credit.applicants import Column
from paymo_training.credit.validation import reliability

RATIO_MIN = 0.80

# A rate of fewer applicants says too little to refuse a model for.
GROUP_ROWS_MIN = 30
ROUNDING = 1e-9
BANDS = 4
CALIBRATION_BINS = 4


def approval_threshold(probabilities: np.ndarray, is_event: np.ndarray) -> float:
    """Approves as large a share of the applicants as repaid."""
    return float(np.quantile(probabilities, 1 - is_event.mean()))


def fairness_report(
    protected: list[Column], is_event: np.ndarray, probabilities: np.ndarray, threshold: float
) -> dict:
    """By column; `passed` when in each of them the lowest approval rate is at least RATIO_MIN of the highest."""
    is_approved = probabilities <= threshold
    columns = {
        column.name: _column_report(column, is_event, probabilities, is_approved) for column in protected
    }
    passed = all(report["passed"] for report in columns.values())
    return {"threshold": threshold, "ratioMin": RATIO_MIN, "passed": passed, "columns": columns}


def _column_report(
    column: Column, is_event: np.ndarray, probabilities: np.ndarray, is_approved: np.ndarray
) -> dict:
    groups = {
        name: _group_report(is_event[rows], probabilities[rows], is_approved[rows])
        for name, rows in groups_of(column).items()
    }
    judged = [group for group in groups.values() if group["rows"] >= GROUP_ROWS_MIN]
    rates = [group["approvalRate"] for group in judged]
    chances = [group["approvalRateOfGood"] for group in judged if group["approvalRateOfGood"] is not None]
    ratio = min(rates) / max(rates) if len(rates) > 1 and max(rates) > 0 else None
    return {
        "approvalRateRatio": ratio,
        "equalOpportunityGap": max(chances) - min(chances) if len(chances) > 1 else None,
        "calibrationGap": max((abs(g["predicted"] - g["observed"]) for g in judged), default=None),
        "passed": ratio is None or ratio >= RATIO_MIN - ROUNDING,
        "groupsTooSmall": [name for name, group in groups.items() if group["rows"] < GROUP_ROWS_MIN],
        "groups": groups,
    }


def groups_of(column: Column) -> dict[str, np.ndarray]:
    """Rows by group: each category, or a quarter of the applicants for a column of many numbers."""
    numbers = column.numbers
    if numbers is None or len(np.unique(numbers[~np.isnan(numbers)])) <= BANDS:
        names = np.array([value or "missing" for value in column.values])
        return {str(name): np.flatnonzero(names == name) for name in sorted(set(names))}
    edges = np.unique(np.nanquantile(numbers, np.linspace(0, 1, BANDS + 1)))
    bands = np.clip(np.searchsorted(edges, numbers, side="left") - 1, 0, len(edges) - 2)
    named = {
        f"{'from' if band == 0 else 'above'} {edges[band]:g} to {edges[band + 1]:g}": np.flatnonzero(
            (bands == band) & ~np.isnan(numbers)
        )
        for band in range(len(edges) - 1)
    }
    missing = np.flatnonzero(np.isnan(numbers))
    return named | ({"missing": missing} if len(missing) > 0 else {})


def _group_report(is_event: np.ndarray, probabilities: np.ndarray, is_approved: np.ndarray) -> dict:
    good = ~is_event
    return {
        "rows": len(is_event),
        "approvalRate": float(is_approved.mean()),
        "approvalRateOfGood": float(is_approved[good].mean()) if good.any() else None,
        "predicted": float(probabilities.mean()),
        "observed": float(is_event.mean()),
        "reliability": reliability(is_event, probabilities, CALIBRATION_BINS),
    }
