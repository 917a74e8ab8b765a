import gzip
from pathlib import Path

import pytest

from paymo_training.dataset import Window
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


def test_only_the_window_of_the_log_is_scored(tmp_path: Path):
    log = tmp_path / "log.csv.gz"
    rows = ["0,TRANSFER,9,C1,9,0,C2,0,9,0", "1,TRANSFER,8,C3,8,0,C4,0,8,1", "2,DEBIT,7,C5,70000,60000,B1,0,7,0"]
    log.write_bytes(gzip.compress((HEADER + "\n".join(rows) + "\n3,DEBIT,7,C5,9,2,B1,0,7,0\n").encode()))
    scored = score_by_rules(log, 0, Window(3_600_000, 3 * 3_600_000))
    assert scored.payers.tolist() == ["C3", "C5"]
    assert scored.scores.tolist() == [1, 0]
    assert scored.is_fraud.tolist() == [True, False]


def test_a_log_without_the_balances_is_refused(tmp_path: Path):
    log = tmp_path / "log.csv"
    log.write_text("step,action,amount,nameOrig,isFraud\n")
    with pytest.raises(TrainingInputError, match="missing columns: oldBalanceOrig, newBalanceOrig, newBalanceDest"):
        score_by_rules(log, 0, Window(0, 1))


@pytest.mark.parametrize(
    "content", [b"\x1f\x8bnot gzip", gzip.compress((HEADER + "0,TRANSFER,much,C1,9,0,C2,0,9,0\n").encode())]
)
def test_a_log_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes):
    log = tmp_path / "log.csv.gz"
    log.write_bytes(content)
    with pytest.raises(TrainingInputError, match="this is not a readable PaySim log"):
        score_by_rules(log, 0, Window(0, 1))
