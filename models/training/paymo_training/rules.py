"""The three hand-written rules of "Detecting Financial Fraud at Scale with Decision Trees and MLflow".

Databricks, 2019. They ask for balances after the payment, which nobody knows while deciding: they are a
baseline to stand beside, not one that a bank could run.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paymo_training.dataset import Window
from paymo_training.errors import TrainingInputError
from paymo_training.metrics import Scored

HOUR_MS = 3_600_000
COLUMNS = ("step", "action", "amount", "nameOrig", "oldBalanceOrig", "newBalanceOrig", "newBalanceDest", "isFraud")


@dataclass(frozen=True)
class LoggedPayment:
    """What the rules ask of a payment; amounts in major units, as the log writes them."""

    action: str
    amount: float
    old_balance_orig: float
    new_balance_orig: float
    new_balance_dest: float


def breaks_a_rule(payment: LoggedPayment) -> bool:
    if payment.old_balance_orig <= 56_900:
        return payment.action == "TRANSFER" and payment.new_balance_dest <= 105
    return payment.new_balance_orig <= 12 or payment.amount > 1_160_000


def score_by_rules(log: Path, origin_ms: int, window: Window) -> Scored:
    """Scores 1 what a rule flags and 0 what none does, over the log's payments inside the window."""
    try:
        rows = list(_rows(log, origin_ms, window))
        amounts = np.array([float(row["amount"]) for _, row in rows])
        scores = np.array([float(breaks_a_rule(_parse(row))) for _, row in rows])
    except FileNotFoundError:
        raise TrainingInputError(f"{log}: there is no such file") from None
    except (OSError, EOFError, zlib.error, csv.Error, ValueError, TypeError) as error:
        raise TrainingInputError(f"{log}: this is not a readable PaySim log ({error})") from None
    return Scored(
        occurred_at_ms=np.array([ms for ms, _ in rows], dtype=np.int64),
        payers=np.array([row["nameOrig"] for _, row in rows], dtype=object),
        amounts=amounts,
        is_fraud=np.array([row["isFraud"] == "1" for _, row in rows], dtype=bool),
        scores=scores,
    )


def _rows(log: Path, origin_ms: int, window: Window) -> Iterator[tuple[int, dict[str, str]]]:
    opener = gzip.open if log.suffix == ".gz" else open
    with opener(log, "rt", newline="", encoding="utf-8") as text:
        reader = csv.DictReader(text)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise TrainingInputError(f"{log}: missing columns: {', '.join(missing)}")
        for row in reader:
            occurred_at_ms = origin_ms + int(row["step"]) * HOUR_MS
            if window.from_ms <= occurred_at_ms < window.to_ms:
                yield occurred_at_ms, row


def _parse(row: dict[str, str]) -> LoggedPayment:
    return LoggedPayment(
        action=row["action"],
        amount=float(row["amount"]),
        old_balance_orig=float(row["oldBalanceOrig"]),
        new_balance_orig=float(row["newBalanceOrig"]),
        new_balance_dest=float(row["newBalanceDest"]),
    )
