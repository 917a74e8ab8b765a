"""Plants labels that nobody had yet in features and expects the guard to find them, and only them."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from synthetic import synthetic_table, train_arguments

from paymo_training.cli import main
from paymo_training.dataset import DAY_MS, Payments
from paymo_training.feature_file import read_feature_file
from paymo_training.leaks import JUDGED_ROWS_MIN, find_leaks

DELAY_DAYS = 2


@pytest.fixture
def payments(tmp_path: Path) -> Payments:
    return read_with(tmp_path, synthetic_table())


def read_with(folder: Path, table: pa.Table) -> Payments:
    path = folder / "features.parquet"
    pq.write_table(table, path)
    return read_feature_file(path, DELAY_DAYS).payments


def fraud_share(table: pa.Table, party: str, from_ms: int, to_ms: int) -> np.ndarray:
    """Share of frauds among the party's other payments that lie `from_ms` to `to_ms` after each payment's time."""
    occurred = table["occurred_at_ms"].to_numpy()
    names = np.array(table[party].to_pylist())
    is_fraud = np.array(table["is_fraud"].to_pylist())
    shares = np.zeros(len(occurred))
    for row, (at_ms, name) in enumerate(zip(occurred, names, strict=True)):
        inside = (names == name) & (occurred >= at_ms + from_ms) & (occurred <= at_ms + to_ms)
        inside[row] = False
        shares[row] = is_fraud[inside].mean() if inside.any() else 0
    return shares


def planted(**features: np.ndarray) -> pa.Table:
    table = synthetic_table()
    for name, values in features.items():
        table = table.append_column(name, pa.array(values))
    return table


PAST = {
    "last_hours": (-DAY_MS // 2, -1),
    "last_day": (-DAY_MS, -1),
    "last_week": (-7 * DAY_MS, -1),
    "to_come": (1, 3 * DAY_MS),
    "whole_file": (-99 * DAY_MS, 99 * DAY_MS),
}


@pytest.mark.parametrize("party", ["payer", "payee"])
@pytest.mark.parametrize("span", PAST.values(), ids=PAST.keys())
def test_a_share_of_frauds_that_nobody_knew_of_yet_is_found(tmp_path: Path, party: str, span: tuple[int, int]):
    leaking = planted(party_fraud_share=fraud_share(synthetic_table(), party, *span))
    loaded = read_with(tmp_path, leaking)
    assert [leak.feature for leak in find_leaks(loaded, np.ones(len(loaded), bool)).leaks] == ["party_fraud_share"]


@pytest.mark.parametrize("party", ["payer", "payee"])
def test_the_same_share_of_frauds_already_known_is_honest(tmp_path: Path, party: str):
    honest = planted(party_fraud_share=fraud_share(synthetic_table(), party, -9 * DAY_MS, -DELAY_DAYS * DAY_MS - 1))
    loaded = read_with(tmp_path, honest)
    assert loaded.features[:, -1].max() > 0
    assert find_leaks(loaded, np.ones(len(loaded), bool)).leaks == []


def test_honest_features_are_not_leaks_even_when_one_gives_frauds_away(payments: Payments):
    report = find_leaks(payments, np.ones(len(payments), bool))
    assert report.leaks == []
    assert list(report.giveaways) == ["balance_share"]
    assert report.rows_judged > JUDGED_ROWS_MIN


def test_a_copy_of_the_payments_own_label_is_reported_as_giving_frauds_away(tmp_path: Path):
    loaded = read_with(tmp_path, planted(copy=np.array(synthetic_table()["is_fraud"].to_pylist()).astype(float)))
    assert "copy" in find_leaks(loaded, np.ones(len(loaded), bool)).giveaways


def test_a_run_refuses_a_planted_future_label_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = tmp_path / "features.parquet"
    pq.write_table(planted(payee_fraud_share_7d=fraud_share(synthetic_table(), "payee", -7 * DAY_MS, -1)), features)
    assert main(train_arguments(features, tmp_path / "out")) == 2
    written = capsys.readouterr().err
    assert "features.parquet: column payee_fraud_share_7d knows labels before anybody did" in written
    assert "drop the column" in written
    assert not (tmp_path / "out").exists()


def test_a_planted_future_label_is_flagged_when_the_run_is_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    features = tmp_path / "features.parquet"
    pq.write_table(planted(payee_fraud_share_7d=fraud_share(synthetic_table(), "payee", -7 * DAY_MS, -1)), features)
    assert main([*train_arguments(features, tmp_path / "out"), "--leaks", "report", "--json"]) == 0
    written = capsys.readouterr().out
    assert "payee_fraud_share_7d knows labels before anybody did" in written
    assert json.loads(written.splitlines()[-1])["leakGuard"]["leaks"]["payee_fraud_share_7d"] > 0.9
    assert "`payee_fraud_share_7d` knows labels before anybody did" in (tmp_path / "out" / "CARD.md").read_text()
