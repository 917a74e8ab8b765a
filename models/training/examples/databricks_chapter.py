"""Repeats "Detecting Financial Fraud at Scale with Decision Trees and MLflow" (Databricks, 2019), then asks honestly.

The chapter's labels are made by three rules of the same columns that the tree gets, some of them known only after the
payment, and test rows are drawn at random. `docs/explanation/the-databricks-chapter.md` has the figures and what they
mean. Run it on a PaySim log:

    python examples/databricks_chapter.py paysim.csv.gz --train-steps 0:240 --test-steps 264:408
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.csv
from sklearn.metrics import auc, average_precision_score, precision_recall_curve, roc_auc_score
from sklearn.model_selection import KFold
from sklearn.tree import DecisionTreeClassifier

from paymo_training.errors import TrainingInputError
from paymo_training.export import export_model
from paymo_training.metrics import calibration_error
from paymo_training.pictures import draw_confusion
from paymo_training.rules import LoggedPayment, breaks_a_rule
from paymo_training.tracking import started_run

DEPTHS = (5, 10, 15)
BINS = (10, 20, 30)
FOLDS = 3
FLAGGED_FROM = 0.5

# The public sample of an older PaySim names its columns otherwise.
OLDER_NAMES = {
    "type": "action",
    "oldbalanceOrg": "oldBalanceOrig",
    "newbalanceOrig": "newBalanceOrig",
    "oldbalanceDest": "oldBalanceDest",
    "newbalanceDest": "newBalanceDest",
}
BEFORE = ("type", "amount", "oldBalanceOrig", "oldBalanceDest")
AFTER = ("newBalanceOrig", "newBalanceDest", "orgDiff", "destDiff")


@dataclass(frozen=True)
class Log:
    steps: np.ndarray
    columns: dict[str, np.ndarray]
    by_rules: np.ndarray
    """The chapter's label: one of its three rules flags the payment."""
    is_fraud: np.ndarray
    """What the simulator's fraudster really did."""

    def inputs(self, names: tuple[str, ...]) -> np.ndarray:
        """float32 of shape (rows, names): what an exported tree reads."""
        return np.column_stack([self.columns[name] for name in names]).astype(np.float32)


@dataclass(frozen=True)
class Question:
    name: str
    labels: np.ndarray
    inputs: np.ndarray
    train: np.ndarray
    """Row numbers, in the order in which folds are cut."""
    test: np.ndarray
    is_forward: bool
    """Folds follow time, and are random otherwise."""


@dataclass(frozen=True)
class Answer:
    depth: int
    bins: int
    tree: DecisionTreeClassifier
    confusion: dict[str, dict[str, int]]
    area_under_pr: float
    """By the trapezoidal rule, as Spark's evaluator computes it."""
    ap: float
    roc_auc: float
    calibration: float


def fit_binned(inputs: np.ndarray, labels: np.ndarray, depth: int, bins: int, seed: int) -> DecisionTreeClassifier:
    """A tree that splits between quantile bins only, as Spark's does with maxBins."""
    shares = np.linspace(0, 1, bins + 1)[1:-1]
    edges = [np.unique(np.quantile(column, shares)) for column in inputs.T]
    binned = np.column_stack([np.searchsorted(edge, x) for edge, x in zip(edges, inputs.T, strict=True)])
    tree = DecisionTreeClassifier(max_depth=depth, random_state=seed).fit(binned, labels)
    # "Bin number at most k" is "value at most the edge above bin k": from here on the tree reads values.
    for node in np.flatnonzero(tree.tree_.children_left >= 0):
        tree.tree_.threshold[node] = edges[tree.tree_.feature[node]][int(tree.tree_.threshold[node])]
    return tree


def fraud_scores(tree: DecisionTreeClassifier, inputs: np.ndarray) -> np.ndarray:
    return tree.predict_proba(inputs)[:, 1]


def read_log(path: Path) -> Log:
    try:
        table = pa.csv.read_csv(path)
    except (OSError, pa.ArrowException) as error:
        raise TrainingInputError(f"{path}: this is not a readable PaySim log ({error})") from None
    table = table.rename_columns([OLDER_NAMES.get(name, name) for name in table.column_names])
    wanted = ("step", "action", "amount", *BEFORE[2:], *AFTER[:2], "isFraud")
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        raise TrainingInputError(f"{path}: missing columns: {', '.join(missing)}; give a PaySim log")
    given = {name: table[name].to_numpy() for name in wanted if name != "action"}
    actions = table["action"].to_pylist()
    columns = {name: given[name] for name in ("amount", *BEFORE[2:], *AFTER[:2])}
    columns["type"] = _by_frequency(actions)
    columns["orgDiff"] = given["newBalanceOrig"] - given["oldBalanceOrig"]
    columns["destDiff"] = given["newBalanceDest"] - given["oldBalanceDest"]
    columns["share"] = given["amount"] / np.maximum(given["oldBalanceOrig"], 0.01)
    facts = [given[name] for name in ("amount", "oldBalanceOrig", "newBalanceOrig", "newBalanceDest")]
    by_rules = np.array([breaks_a_rule(LoggedPayment(*row)) for row in zip(actions, *facts, strict=True)])
    return Log(given["step"], columns, by_rules, given["isFraud"] == 1)


def questions(log: Log, train_steps: range, test_steps: range, seed: int) -> list[Question]:
    """The chapter's question twice, then the true label by time with more and less that is known too late."""
    shuffled = np.random.default_rng(seed).permutation(len(log.steps))
    cut = len(shuffled) * 4 // 5
    train, test = shuffled[:cut], shuffled[cut:]
    earlier = np.flatnonzero((log.steps >= train_steps.start) & (log.steps < train_steps.stop))
    later = np.flatnonzero((log.steps >= test_steps.start) & (log.steps < test_steps.stop))
    undersampled = _balanced(train, log.by_rules, seed)
    balanced_earlier = _balanced(earlier, log.is_fraud, seed)
    chapter, before, shared = log.inputs(BEFORE + AFTER), log.inputs(BEFORE), log.inputs((*BEFORE, "share"))
    return [
        Question("the chapter", log.by_rules, chapter, train, test, False),
        Question("the chapter, undersampled", log.by_rules, chapter, undersampled, test, False),
        Question("true label, by time, balances after", log.is_fraud, chapter, earlier, later, True),
        Question("true label, by time", log.is_fraud, before, earlier, later, True),
        Question("true label, by time, undersampled", log.is_fraud, before, balanced_earlier, later, True),
        Question("true label, by time, share of balance", log.is_fraud, shared, earlier, later, True),
    ]


def answer(question: Question, seed: int) -> Answer:
    sizes = [(depth, bins) for depth in DEPTHS for bins in BINS]
    depth, bins = max(sizes, key=lambda size: _validation_pr(question, *size, seed))
    inputs, labels = question.inputs, question.labels
    tree = fit_binned(inputs[question.train], labels[question.train], depth, bins, seed)
    scores, expected = fraud_scores(tree, inputs[question.test]), labels[question.test]
    return Answer(
        depth,
        bins,
        tree,
        _confusion(expected, scores >= FLAGGED_FROM),
        _area_under_pr(expected, scores),
        float(average_precision_score(expected, scores)),
        float(roc_auc_score(expected, scores)),
        calibration_error(expected, scores, np.ones(len(scores))),
    )


def _validation_pr(question: Question, depth: int, bins: int, seed: int) -> float:
    areas = []
    for learned, judged in _folds(question, seed):
        learned, judged = question.train[learned], question.train[judged]
        # A tree needs both classes, and so does a curve.
        if not (question.labels[learned].any() and question.labels[judged].any()):
            continue
        tree = fit_binned(question.inputs[learned], question.labels[learned], depth, bins, seed)
        areas.append(_area_under_pr(question.labels[judged], fraud_scores(tree, question.inputs[judged])))
    if not areas:
        raise TrainingInputError(f"{question.name}: no fold has frauds on both sides; give more steps")
    return float(np.mean(areas))


def _folds(question: Question, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rows = np.arange(len(question.train))
    if not question.is_forward:
        return list(KFold(FOLDS, shuffle=True, random_state=seed).split(rows))
    blocks = np.array_split(rows, FOLDS + 1)
    return [(np.concatenate(blocks[: number + 1]), blocks[number + 1]) for number in range(FOLDS)]


def _area_under_pr(is_fraud: np.ndarray, scores: np.ndarray) -> float:
    precision, recall, _ = precision_recall_curve(is_fraud, scores)
    return float(auc(recall, precision))


def _balanced(rows: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """As many honest payments, drawn at random, as frauds; in the order of `rows`."""
    frauds, honest = rows[labels[rows]], rows[~labels[rows]]
    drawn = np.random.default_rng(seed).choice(honest, min(len(frauds), len(honest)), replace=False)
    return rows[np.isin(rows, np.concatenate([frauds, drawn]))]


def _confusion(is_fraud: np.ndarray, is_flagged: np.ndarray) -> dict[str, dict[str, int]]:
    return {
        name: {"fraud": int((mask & is_fraud).sum()), "legit": int((mask & ~is_fraud).sum())}
        for name, mask in {"let through": ~is_flagged, "flagged": is_flagged}.items()
    }


def _by_frequency(actions: list[str]) -> np.ndarray:
    """The most frequent is 0: how Spark's StringIndexer numbers them."""
    names, counts = np.unique(actions, return_counts=True)
    places = {str(name): place for place, name in enumerate(names[np.argsort(-counts, kind="stable")])}
    return np.array([places[action] for action in actions], dtype=np.float64)


def _steps(text: str) -> range:
    first, _, end = text.partition(":")
    if not (first.isdecimal() and end.isdecimal() and int(first) < int(end)):
        raise argparse.ArgumentTypeError(f"{text} is not a span of steps such as 0:240")
    return range(int(first), int(end))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The Databricks chapter on PaySim, beside the honest question.")
    parser.add_argument("log", type=Path, help="PaySim log, CSV or CSV.gz")
    parser.add_argument("--train-steps", type=_steps, default=range(0, 240), metavar="FROM:TO")
    parser.add_argument("--test-steps", type=_steps, default=range(264, 408), metavar="FROM:TO")
    parser.add_argument("--mlflow", type=Path, metavar="DIR", help="log each run to this MLflow store")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    try:
        log = read_log(given.log)
        print(f"{len(log.steps):,} payments; rules flag {log.by_rules.mean():.2%}, {log.is_fraud.sum():,} true frauds")
        print(f"{'':40} depth bins    PR     AP    ROC  calibration error")
        for question in questions(log, given.train_steps, given.test_steps, given.seed):
            found = answer(question, given.seed)
            print(
                f"{question.name:40} {found.depth:5} {found.bins:4} {found.area_under_pr:.3f}  {found.ap:.3f} "
                f"{found.roc_auc:.4f} {found.calibration:.5f}"
            )
            if given.mlflow is not None:
                _log(given.mlflow, question.name, found)
    except TrainingInputError as error:
        print(f"databricks_chapter: {error}", file=sys.stderr)
        return 2
    return 0


def _log(store: Path, name: str, found: Answer) -> None:
    with started_run(store, "databricks-chapter", name) as run:
        run.log_params({"maxDepth": found.depth, "maxBins": found.bins})
        run.log_metrics({"pr": found.area_under_pr, "ap": found.ap, "roc": found.roc_auc})
        with TemporaryDirectory() as folder:
            (Path(folder) / "confusion-matrix.png").write_bytes(draw_confusion(found.confusion))
            model = export_model(found.tree, found.tree.n_features_in_)
            (Path(folder) / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
            run.log_artifacts(folder)


if __name__ == "__main__":
    sys.exit(main())
