import json
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from synthetic import FIRST_MS, synthetic_table, train_arguments, write_synthetic

from paymo_training.cli import main
from paymo_training.dataset import DAY_MS, Payments, without_known_victims


def test_a_forest_is_trained_like_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "forest"
    arguments = [*train_arguments(write_synthetic(tmp_path), out), "--model", "forest", "--json"]
    assert main(arguments) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    manifest = json.loads((out / "manifest.json").read_text())
    assert (result["ap"], result["rocAuc"]) == (1, 1)
    assert manifest["training"]["parameters"]["algorithm"] == "random forest (100 trees of 25% of the rows each, Gini)"
    assert "## The forest" in (out / "CARD.md").read_text()

    session = onnxruntime.InferenceSession(str(out / "model.onnx"), providers=["CPUExecutionProvider"])
    golden = [json.loads(line) for line in (out / "golden.jsonl").read_text().splitlines()]
    given = np.array([row["features"] for row in golden], dtype=np.float32)
    scores = session.run(["probabilities"], {"features": given})[0][:, 1]
    assert np.abs(scores - [row["score"] for row in golden]).max() <= manifest["golden"]["tolerance"]


def test_victims_are_known_when_their_label_was_on_the_first_test_day():
    test_from_ms = FIRST_MS + 5 * DAY_MS
    happened = [("known", 4 * DAY_MS - 1, True), ("late", 4 * DAY_MS, True), ("honest", 0, False)]
    occurred_at_ms = np.array([FIRST_MS + ms for _, ms, _ in happened] + [test_from_ms] * 3)
    names = np.array([payer for payer, _, _ in happened] * 2, dtype=object)
    payments = Payments(
        names=("amount",),
        rows=np.arange(6),
        occurred_at_ms=occurred_at_ms,
        known_at_ms=occurred_at_ms + DAY_MS,
        payers=names,
        payees=names,
        is_fraud=np.array([fraud for *_, fraud in happened] + [False] * 3),
        weights=np.ones(6),
        features=np.zeros((6, 1)),
    )
    test = payments.where(payments.occurred_at_ms >= test_from_ms)
    left = without_known_victims(payments, test, test_from_ms)
    assert left.payers.tolist() == ["late", "honest"]


def test_known_victims_are_left_out_of_the_test_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = write_synthetic(tmp_path)
    rows = []
    for more in ([], ["--drop-known-victims"]):
        assert main([*train_arguments(features, tmp_path / "out"), "--json", *more]) == 0
        rows.append(json.loads(capsys.readouterr().out.splitlines()[-1])["test"])
    assert rows[0]["withoutKnownVictims"] is False
    assert rows[1]["withoutKnownVictims"] is True
    assert 0 < rows[1]["rows"] < rows[0]["rows"]
    assert 0 < rows[1]["frauds"] < rows[0]["frauds"]


def test_a_feature_that_gives_the_label_away_shows_when_it_is_blanked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main([*train_arguments(write_synthetic(tmp_path), tmp_path / "out"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["withoutFirstFeature"]["feature"] == "balance_share"
    assert result["withoutFirstFeature"]["ap"] < 0.2 < result["ap"]


def test_labels_that_came_after_training_are_not_learned_from(tmp_path: Path):
    table = synthetic_table()
    occurred_at_ms = table["occurred_at_ms"].to_numpy()
    # Every other label comes ten days late, when the test is over.
    late = np.arange(len(occurred_at_ms)) % 2 == 0
    table = table.append_column("known_at_ms", pa.array(np.where(late, occurred_at_ms + 10 * DAY_MS, occurred_at_ms)))
    pq.write_table(table, tmp_path / "features.parquet")
    assert main(train_arguments(tmp_path / "features.parquet", tmp_path / "out")) == 0
    training = json.loads((tmp_path / "out" / "manifest.json").read_text())["training"]
    assert (training["rows"], training["frauds"]) == (900, 36)


def test_rows_without_a_label_are_counted_in_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = synthetic_table()
    labels = [None if row % 4 == 0 else label for row, label in enumerate(table["is_fraud"].to_pylist())]
    table = table.set_column(table.column_names.index("is_fraud"), "is_fraud", pa.array(labels))
    pq.write_table(table, tmp_path / "features.parquet")
    assert main([*train_arguments(tmp_path / "features.parquet", tmp_path / "out"), "--json"]) == 0
    written = capsys.readouterr().out
    assert "900 rows without a label left out" in written
    assert json.loads(written.splitlines()[-1])["unlabelledRows"] == 900


def test_a_check_of_other_features_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = write_synthetic(tmp_path)
    other = tmp_path / "other.parquet"
    pq.write_table(synthetic_table().drop_columns(["noise"]), other)
    assert main([*train_arguments(features, tmp_path / "out"), "--check", f"later={other}"]) == 2
    assert "other.parquet: its features are not those of" in capsys.readouterr().err
