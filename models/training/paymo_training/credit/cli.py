"""`paymo-train --task credit`."""

import argparse
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from paymo_training.credit.applicants import Applicants, read_applicants
from paymo_training.credit.fairness import approval_threshold, fairness_report
from paymo_training.credit.folder import CreditLabel, write_credit_folder
from paymo_training.credit.model import CreditModel, fit_credit
from paymo_training.credit.validation import cross_validate
from paymo_training.errors import TrainingInputError
from paymo_training.export import ParityError
from paymo_training.fit import used_features
from paymo_training.tracking import log_run

EXIT_PARITY = 1
EXIT_INPUT = 2


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    try:
        applicants = read_applicants(given.data, given.target, given.positive, given.protected, given.exclude)
        model, figures = train_credit(applicants, given.seed, given.threshold)
        manifest = _written(given, applicants, model, figures)
        if manifest is not None and given.mlflow is not None:
            log_run(given.mlflow, given.out, manifest)
    except TrainingInputError as error:
        print(f"paymo-train: {error}", file=sys.stderr)
        return EXIT_INPUT
    except ParityError as error:
        print(f"paymo-train: nothing written: {error}", file=sys.stderr)
        return EXIT_PARITY
    print(_summary(applicants, model, figures, given.out))
    if given.json:
        print(json.dumps(_result(applicants, model, figures)))
    return 0


def train_credit(applicants: Applicants, seed: int, threshold: float | None) -> tuple[CreditModel, dict]:
    """The model of all applicants, and what five folds say of the way it was made."""
    validation = cross_validate(applicants, seed)
    model = fit_credit(applicants, np.arange(len(applicants)), seed)
    if not model.inputs or not used_features(model.classifier):
        raise TrainingInputError("no attribute tells the two outcomes apart, so there is no model")
    is_event, probabilities = applicants.is_event, validation.probabilities
    approved = approval_threshold(probabilities, is_event) if threshold is None else threshold
    report = fairness_report(applicants.protected, is_event, probabilities, approved)
    return model, validation.figures | {"fairness": report}


def _written(given: argparse.Namespace, applicants: Applicants, model: CreditModel, figures: dict) -> dict | None:
    if given.out is None:
        return None
    label = CreditLabel(
        version=given.version,
        author=given.author,
        created_at=given.created_at or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        training_data=given.describe or f"Applicants of {given.data.name}.",
        seed=given.seed,
    )
    return write_credit_folder(given.out, applicants, model, figures, label)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paymo-train --task credit", description="Trains a credit model on a table of applicants."
    )
    parser.add_argument("--task", choices=["credit"], required=True)
    parser.add_argument("--data", type=Path, required=True, help="CSV with a header, separated by , or ; or a tab")
    parser.add_argument("--target", required=True, help="column with the outcome")
    parser.add_argument("--positive", required=True, help="the value of it that means not repaid")
    parser.add_argument(
        "--protected", action="append", default=[], metavar="COLUMN", help="judged for fairness, never an input; may be repeated"
    )
    parser.add_argument("--exclude", action="append", default=[], metavar="COLUMN", help="never an input; may be repeated")
    parser.add_argument("--threshold", type=_probability, help="approve up to it (default: as many as repaid)")
    parser.add_argument("--out", type=Path, help="model folder to write (default: none)")
    parser.add_argument("--version", default="1", help="the model's version (default 1)")
    parser.add_argument("--describe", help="one sentence on the data, for the manifest and the card")
    parser.add_argument("--author", default="Paymo engineers")
    parser.add_argument("--created-at", help="RFC 3339 time for the manifest (default: now)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mlflow", type=_store, default=None, metavar="DIR|off", help="MLflow store; logs runs with --out")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a probability between 0 and 1")
    return value


def _store(text: str) -> Path | None:
    return None if text == "off" else Path(text)


def _summary(applicants: Applicants, model: CreditModel, figures: dict, out: Path | None) -> str:
    fairness = figures["fairness"]
    lines = [
        f"{len(applicants):,} applicants, {int(applicants.is_event.sum()):,} not repaid; five folds: "
        f"AUC {figures['auc']:.3f}, Gini {figures['gini']:.3f}, KS {figures['ks']:.3f}, Brier {figures['brier']:.4f}",
        "attributes: " + ", ".join(step.column for step in model.steps),
    ]
    lines += [f"{name}: left out, it {reason}" for name, reason in applicants.left_out.items()]
    if applicants.rows_without_target > 0:
        lines.append(f"{applicants.rows_without_target:,} rows without an outcome left out")
    for name, report in fairness["columns"].items():
        ratio = "one group" if report["approvalRateRatio"] is None else f"ratio {report['approvalRateRatio']:.3f}"
        lines.append(f"fairness by {name}: {ratio}, {'passed' if report['passed'] else 'NOT PASSED: do not promote'}")
    return "\n".join(lines if out is None else [*lines, f"written to {out}"])


def _result(applicants: Applicants, model: CreditModel, figures: dict) -> dict:
    return {
        **figures,
        "rows": len(applicants),
        "events": int(applicants.is_event.sum()),
        "rowsWithoutTarget": applicants.rows_without_target,
        "selection": [{"column": step.column, "auc": step.auc} for step in model.steps],
        "leftOut": applicants.left_out,
    }
