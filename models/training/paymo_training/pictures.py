"""Pictures of a model on the test window, as PNG bytes by file name."""

from collections.abc import Callable
from io import BytesIO

import matplotlib
import numpy as np

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402  (the back end is chosen before it is loaded)
from matplotlib.axes import Axes  # noqa: E402
from sklearn.metrics import precision_recall_curve  # noqa: E402

from paymo_training.metrics import Scored  # noqa: E402

RELIABILITY_BINS = 10


def draw_pictures(by_model: Scored, outcomes: dict[str, dict[str, int]], ap: float) -> dict[str, bytes]:
    return {
        "confusion-matrix.png": draw_confusion(outcomes),
        "precision-recall.png": _picture(lambda axes: _precision_recall(axes, by_model, ap)),
        "reliability.png": _picture(lambda axes: _reliability(axes, by_model)),
    }


def draw_confusion(outcomes: dict[str, dict[str, int]]) -> bytes:
    """From counts of `fraud` and `legit` by what would be done with them."""
    return _picture(lambda axes: _confusion(axes, outcomes))


def _confusion(axes: Axes, outcomes: dict[str, dict[str, int]]) -> None:
    counts = np.array([[outcome[label] for label in ("legit", "fraud")] for outcome in outcomes.values()])
    shares = counts / np.maximum(counts.sum(axis=0), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*counts.shape):
        colour = "white" if shares[row, column] > 0.5 else "black"
        text = f"{counts[row, column]:,}\n{shares[row, column]:.1%}"
        axes.text(column, row, text, ha="center", va="center", color=colour)
    axes.set_xticks([0, 1], ["honest", "fraud"])
    axes.set_yticks(range(len(outcomes)), list(outcomes))
    axes.set_title("What would be done (share of the column)")


def _precision_recall(axes: Axes, by_model: Scored, ap: float) -> None:
    precision, recall, _ = precision_recall_curve(
        by_model.is_fraud, by_model.scores, sample_weight=by_model.weights, drop_intermediate=True
    )
    axes.step(recall, precision, where="post")
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.set_title(f"Precision and recall (AP {ap:.3f})")


def _reliability(axes: Axes, by_model: Scored) -> None:
    """Frauds are rare: bins hold equally many of them, and the axes are logarithmic."""
    scores, weights = by_model.probabilities, by_model.weights
    edges = np.unique(np.quantile(scores[by_model.is_fraud], np.linspace(0, 1, RELIABILITY_BINS + 1)[1:-1]))
    bins = np.searchsorted(edges, scores, side="right")
    total = np.bincount(bins, weights=weights)
    filled = total > 0
    said = np.bincount(bins, weights=weights * scores)[filled] / total[filled]
    seen = np.bincount(bins, weights=weights * by_model.is_fraud)[filled] / total[filled]
    lowest = max(1e-6, min(1e-3, float(min(said[said > 0].min(initial=1), seen[seen > 0].min(initial=1))) / 2))
    axes.plot([lowest, 1], [lowest, 1], color="grey", linewidth=1)
    axes.plot(np.maximum(said, lowest), np.maximum(seen, lowest), "o-")
    axes.set(xscale="log", yscale="log", xlabel="mean score", ylabel="share of fraud")
    axes.set_title("Reliability at natural prevalence")


def _picture(draw: Callable[[Axes], None]) -> bytes:
    figure, axes = pyplot.subplots(figsize=(4.5, 3.6), dpi=90, layout="constrained")
    try:
        draw(axes)
        file = BytesIO()
        # Without the program's name the same run gives the same bytes.
        figure.savefig(file, format="png", metadata={"Software": None})
        return file.getvalue()
    finally:
        pyplot.close(figure)
