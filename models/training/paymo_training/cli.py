"""The command `paymo-train`."""

import argparse
import json
import sys
from datetime import date, datetime, timezone
from pathlib import Path

from paymo_training.credit import cli as credit
from paymo_training.errors import TrainingInputError
from paymo_training.export import ParityError
from paymo_training.fit import KINDS
from paymo_training.folder import Label, write_folder
from paymo_training.metrics import Prices
from paymo_training.tracking import log_run
from paymo_training.training import Order, Trained, train

EXIT_PARITY = 1
EXIT_INPUT = 2


def main(arguments: list[str] | None = None) -> int:
    task, _ = _task_parser().parse_known_args(arguments)
    if task.task == "credit":
        return credit.main(sys.argv[1:] if arguments is None else arguments)
    given = _parser().parse_args(arguments)
    try:
        order, label = _order(given), _label(given)
        trained = train(order)
        manifest = write_folder(given.out, order, trained, label)
        run = None if given.mlflow is None else log_run(given.mlflow, given.out, manifest)
    except TrainingInputError as error:
        print(f"paymo-train: {error}", file=sys.stderr)
        return EXIT_INPUT
    except ParityError as error:
        print(f"paymo-train: nothing written: {error}", file=sys.stderr)
        return EXIT_PARITY
    print(_summary(given.out, trained))
    if run is not None:
        print(f"logged to MLflow: {given.mlflow}, run {run}")
    if given.json:
        print(json.dumps(_result(trained)))
    return 0


def _task_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument(
        "--task",
        choices=("fraud", "credit"),
        default="fraud",
        help="what to train (default fraud); --task credit --help lists the options of that",
    )
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paymo-train", description="Trains a fraud model and writes its folder.", parents=[_task_parser()]
    )
    parser.add_argument("--features", type=Path, required=True, help="Parquet written by `paymo features build`")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--model", choices=sorted(KINDS), default="tree", help="kind of model (default tree)")
    parser.add_argument("--version", default="1", help="the model's version (default 1)")
    parser.add_argument("--train-from", type=_date, required=True, help="first training day, such as 2026-01-01")
    parser.add_argument("--train-days", type=_count, required=True)
    parser.add_argument("--delay-days", type=_count_or_zero, required=True, help="days until a label is known")
    parser.add_argument("--test-days", type=_count, required=True)
    parser.add_argument("--log", type=Path, help="raw PaySim log behind the features, for the rules baseline")
    parser.add_argument("--alert-budget-per-day", type=_count, default=100, help="payments checked a day (default 100)")
    parser.add_argument(
        "--review-cost-minor", type=_count, default=300, help="what one check costs, in minor units (default 300)"
    )
    parser.add_argument("--drop-known-victims", action="store_true", help="leave them out of the test")
    parser.add_argument("--created-at", type=_instant, help="RFC 3339 time for the manifest (default: now)")
    parser.add_argument("--data", help="one sentence on the training data, for the manifest and the card")
    parser.add_argument("--notes", type=Path, help="Markdown list of the data's limits, for the card")
    parser.add_argument("--check", action="append", default=[], metavar="NAME=PARQUET", help="more payments to judge")
    parser.add_argument("--author", default="Paymo engineers")
    parser.add_argument("--seed", type=_count_or_zero, default=0)
    parser.add_argument(
        "--leaks",
        choices=("refuse", "report"),
        default="refuse",
        help="what to do about a feature that knows labels too early (default refuse)",
    )
    parser.add_argument("--mlflow", type=_store, default=None, metavar="DIR|off", help="MLflow store (default off)")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser


def _order(given: argparse.Namespace) -> Order:
    return Order(
        features=given.features,
        kind=given.model,
        train_from=given.train_from,
        train_days=given.train_days,
        delay_days=given.delay_days,
        test_days=given.test_days,
        log=given.log,
        prices=Prices(given.alert_budget_per_day, given.review_cost_minor),
        seed=given.seed,
        drop_known_victims=given.drop_known_victims,
        checks=dict(_check_of(text) for text in given.check),
        report_leaks=given.leaks == "report",
    )


def _label(given: argparse.Namespace) -> Label:
    return Label(
        version=given.version,
        author=given.author,
        created_at=given.created_at or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        training_data=given.data or f"Features of {given.features.name}.",
        notes=_read_notes(given.notes),
    )


def _check_of(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not (name and equals and path):
        raise TrainingInputError(f"--check {text}: give a name and a Parquet file as NAME=PARQUET")
    return name, Path(path)


def _read_notes(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingInputError(f"{path}: the notes cannot be read ({error})") from None


def _summary(out: Path, trained: Trained) -> str:
    metrics, chosen, thresholds = trained.metrics, trained.fitted.chosen, trained.thresholds
    decline = "none" if thresholds.decline is None else thresholds.decline
    kind, (low, high) = trained.fitted.kind, metrics["intervals"]["ap"]
    lines = [
        f"{out}: {kind.noun} of depth {chosen.depth}, leaf of at least {chosen.leaf_min:g} {kind.leaf_unit}, "
        f"AP {metrics['ap']:.3f} ({low:.3f} to {high:.3f}) on the test window",
        f"hold from {thresholds.hold}, decline from {decline}",
    ]
    if metrics["unlabelledRows"] > 0:
        lines.append(f"{metrics['unlabelledRows']:,} rows without a label left out")
    for feature, ap in metrics["leakGuard"]["leaks"].items():
        lines.append(f"{feature} knows labels before anybody did (AP {ap:.2f}): do not use this model")
    for feature, ap in metrics["leakGuard"]["giveaways"].items():
        lines.append(f"{feature} alone tells who is a fraud (AP {ap:.2f}): check that it is known at decision time")
    if metrics["leakGuard"]["rowsJudged"] == 0:
        lines.append("no honest payment lies near a fraud that was not known yet: leaks could not be looked for")
    for outcome, counts in metrics["outcomes"].items():
        lines.append(f"{outcome:>8}: {counts['fraud']:,} frauds, {counts['legit']:,} legit")
    return "\n".join(lines)


def _result(trained: Trained) -> dict:
    chosen, thresholds = trained.fitted.chosen, trained.thresholds
    return {
        **trained.metrics,
        "thresholds": {"hold": thresholds.hold, "decline": thresholds.decline},
        "parameters": {"maxDepth": chosen.depth, trained.fitted.kind.leaf_parameter: chosen.leaf_min},
    }


def _store(text: str) -> Path | None:
    return None if text == "off" else Path(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-01-01") from None


def _instant(text: str) -> str:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} is not a time such as 2026-11-24T00:00:00Z")
    return text


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 on")
    return int(text)


def _count_or_zero(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
