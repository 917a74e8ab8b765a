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

from paymo_training.dataset import Payments, Window
from paymo_training.errors import TrainingInputError

HOUR_MS = 3_600_000
MINOR_PER_MAJOR = 100
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


def score_by_rules(log: Path, origin_ms: int, payments: Payments, window: Window) -> np.ndarray:
    """Scores 1 what a rule flags and 0 what none does: one score for each of the payments, all those of the window.

    `log` is the file behind them; `origin_ms` is the time of its step 0.
    """
    try:
        rows = sorted(_rows(log, origin_ms, window), key=lambda row: row[0])
        amounts = np.array([round(float(row["amount"]) * MINOR_PER_MAJOR) for _, row in rows])
        scores = np.array([float(breaks_a_rule(_parse(row))) for _, row in rows])
    except FileNotFoundError:
        raise TrainingInputError(f"{log}: there is no such file") from None
    except (OSError, EOFError, zlib.error, csv.Error, ValueError, TypeError) as error:
        raise TrainingInputError(f"{log}: this is not a readable PaySim log ({error})") from None
    is_fraud = np.array([row["isFraud"] == "1" for _, row in rows], dtype=bool)
    if not (np.array_equal(is_fraud, payments.is_fraud) and np.allclose(amounts, payments.amounts, rtol=0, atol=1)):
        raise TrainingInputError(
            f"{log}: {window} it has {len(rows)} payments and {int(is_fraud.sum())} frauds, the features have "
            f"{len(payments)} and {payments.fraud_count}, or amounts differ: give the log behind the features"
        )
    return scores


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
