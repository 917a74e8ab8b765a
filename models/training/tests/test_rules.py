import gzip
from pathlib import Path

import numpy as np
import pytest

from paymo_training.dataset import Payments, Window
from paymo_training.errors import TrainingInputError
from paymo_training.rules import LoggedPayment, breaks_a_rule, score_by_rules

HEADER = "step,action,amount,nameOrig,oldBalanceOrig,newBalanceOrig,nameDest,oldBalanceDest,newBalanceDest,isFraud\n"


@pytest.mark.parametrize(
    "payment, flagged",
    [
        (LoggedPayment("TRANSFER", 10, 56_900, 0, 105), True),
        (LoggedPayment("TRANSFER", 10, 56_900, 0, 105.01), False),
        (LoggedPayment("CASH_OUT", 10, 56_900, 0, 105), False),
        (LoggedPayment("CASH_OUT", 10, 56_900.01, 12, 9_999), True),
        (LoggedPayment("CASH_OUT", 10, 56_900.01, 12.01, 9_999), False),
        (LoggedPayment("PAYMENT", 1_160_000, 9_000_000, 500, 9_999), False),
        (LoggedPayment("PAYMENT", 1_160_000.01, 9_000_000, 500, 9_999), True),
    ],
)
def test_the_rules_hold_on_both_sides_of_their_limits(payment: LoggedPayment, flagged: bool):
    assert breaks_a_rule(payment) is flagged


def payments(*rows: tuple[int, float, bool]) -> Payments:
    """Of (hour, amount in minor units, fraud)."""
    names = np.array(["C1"] * len(rows), dtype=object)
    occurred_at_ms = np.array([hour * 3_600_000 for hour, *_ in rows])
    return Payments(
        names=("amount",),
        rows=np.arange(len(rows)),
        occurred_at_ms=occurred_at_ms,
        known_at_ms=occurred_at_ms,
        payers=names,
        payees=names,
        is_fraud=np.array([fraud for *_, fraud in rows], dtype=bool),
        weights=np.ones(len(rows)),
        features=np.array([[amount] for _, amount, _ in rows], dtype=float).reshape(-1, 1),
    )


ROWS = ("0,TRANSFER,9,C1,9,0,C2,0,9,0", "1,TRANSFER,8,C3,8,0,C4,0,8,1", "2,DEBIT,7,C5,70000,60000,B1,0,7,0")
WINDOW = Window(3_600_000, 3 * 3_600_000)


def write_log(folder: Path) -> Path:
    log = folder / "log.csv.gz"
    log.write_bytes(gzip.compress((HEADER + "\n".join(ROWS) + "\n3,DEBIT,7,C5,9,2,B1,0,7,0\n").encode()))
    return log


def test_only_the_window_of_the_log_is_scored(tmp_path: Path):
    scores = score_by_rules(write_log(tmp_path), 0, payments((1, 800, True), (2, 700, False)), WINDOW)
    assert scores.tolist() == [1, 0]


@pytest.mark.parametrize(
    "others",
    [
        payments((1, 800, True)),
        payments((1, 800, False), (2, 700, False)),
        payments((1, 8, True), (2, 7, False)),
    ],
)
def test_a_log_of_other_payments_is_refused(tmp_path: Path, others: Payments):
    with pytest.raises(TrainingInputError, match="give the log behind the features"):
        score_by_rules(write_log(tmp_path), 0, others, WINDOW)


def test_a_log_without_the_balances_is_refused(tmp_path: Path):
    log = tmp_path / "log.csv"
    log.write_text("step,action,amount,nameOrig,isFraud\n")
    with pytest.raises(TrainingInputError, match="missing columns: oldBalanceOrig, newBalanceOrig, newBalanceDest"):
        score_by_rules(log, 0, payments(), Window(0, 1))


@pytest.mark.parametrize(
    "content", [b"\x1f\x8bnot gzip", gzip.compress((HEADER + "0,TRANSFER,much,C1,9,0,C2,0,9,0\n").encode())]
)
def test_a_log_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes):
    log = tmp_path / "log.csv.gz"
    log.write_bytes(content)
    with pytest.raises(TrainingInputError, match="this is not a readable PaySim log"):
        score_by_rules(log, 0, payments(), Window(0, 1))
