import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from synthetic import FEATURE_NAMES, FIRST_MS, synthetic_table, train_arguments, write_synthetic

from paymo_training.cli import main

FILES = ("model.onnx", "manifest.json", "golden.jsonl", "CARD.md")


def test_a_run_writes_a_model_folder_that_agrees_with_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = write_synthetic(tmp_path)
    out = tmp_path / "fraud" / "1"
    arguments = [*train_arguments(features, out), "--check", f"again={features}", "--json"]
    assert main(arguments) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    manifest = json.loads((out / "manifest.json").read_text())
    golden = [json.loads(line) for line in (out / "golden.jsonl").read_text().splitlines()]

    assert (result["ap"], result["rocAuc"], result["recallAtBudget"]) == (1, 1, 1)
    assert result["outcomes"]["hold"] == {"fraud": 48, "legit": 0}
    assert result["checks"]["again"]["outcomes"]["hold"] == {"fraud": 144, "legit": 0}
    assert set(result["baselines"]) == {"amount"}

    assert manifest["model"]["sha256"] == hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()
    assert manifest["inputs"] == list(FEATURE_NAMES)
    assert manifest["thresholds"]["decline"] is None
    assert manifest["training"] | {"data": "", "parameters": {}} == {
        "data": "",
        "from": "2026-01-01",
        "to": "2026-01-07",
        "labelDelayDays": 1,
        "rows": 1_800,
        "frauds": 72,
        "parameters": {},
    }
    assert manifest["createdAt"] == "2026-11-24T00:00:00Z"
    assert manifest["golden"]["rows"] == len(golden)

    session = onnxruntime.InferenceSession(str(out / "model.onnx"), providers=["CPUExecutionProvider"])
    given = np.array([row["features"] for row in golden], dtype=np.float32)
    scores = session.run(["probabilities"], {"features": given})[0][:, 1]
    assert np.abs(scores - [row["score"] for row in golden]).max() <= manifest["golden"]["tolerance"]
    assert "# Model card: fraud 1" in (out / "CARD.md").read_text()


def test_the_same_input_and_seed_give_the_same_bytes(tmp_path: Path):
    features = write_synthetic(tmp_path)
    for name in ("a", "b"):
        assert main(train_arguments(features, tmp_path / name)) == 0
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def with_column(name: str, values: list) -> pa.Table:
    table = synthetic_table()
    return table.set_column(table.column_names.index(name), name, pa.array(values))


ROWS = synthetic_table().num_rows


def with_known_at(known_at_ms: float) -> pa.Table:
    return synthetic_table().append_column("known_at_ms", pa.array([known_at_ms] * ROWS))


def with_version(text: str) -> pa.Table:
    return synthetic_table().replace_schema_metadata({"paymo.catalogue_version": text})


@pytest.mark.parametrize(
    "table, message",
    [
        (synthetic_table().drop_columns(["is_fraud"]), "there is no label column is_fraud"),
        (synthetic_table().drop_columns(["amount", "payer"]), "missing columns: payer, amount"),
        (synthetic_table().append_column("amount", pa.array([1.0] * ROWS)), "more than one column is called amount"),
        (synthetic_table().append_column("is_new", pa.array([True] * ROWS)), "column is_new is bool, not a number"),
        (with_column("payer", [1.0] * ROWS), "column payer is double, not text"),
        (with_column("payee", ["C1", None] * (ROWS // 2)), f"column payee is missing in {ROWS // 2} rows"),
        (with_column("is_fraud", [None] * ROWS), "no row has a label in is_fraud"),
        (with_column("is_fraud", [1.0] * ROWS), "column is_fraud is double, not yes or no"),
        (with_column("amount", ["12"] * ROWS), "column amount is string, not a number"),
        (with_column("amount", [float("nan")] * ROWS), "column amount has values that are missing or not finite"),
        (with_column("amount", [1e39] * ROWS), f"not finite as float32 in {ROWS} rows"),
        (with_known_at(FIRST_MS - 1.0), "known_at_ms lies before occurred_at_ms; a label is known after"),
        (synthetic_table().append_column("weight", pa.array([0.0] * ROWS)), "column weight has values of 0 or less"),
        (with_version("1.2"), "the metadata paymo.catalogue_version is '1.2'; write a whole number"),
        (with_column("is_fraud", [False] * ROWS), "the training window from 2026-01-01 to 2026-01-07"),
        (with_column("is_fraud", [True] * ROWS), "every row of the training window"),
        (synthetic_table(days=6), "the test window from 2026-01-08 to 2026-01-12 (that day not included) has no rows"),
        (synthetic_table().slice(0, 0), "has no rows: the file is empty"),
    ],
)
def test_bad_input_ends_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], table, message: str):
    features = tmp_path / "features.parquet"
    pq.write_table(table, features)
    refused(train_arguments(features, tmp_path / "out"), message, capsys)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_parquet_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = tmp_path / "features.parquet"
    features.write_text("occurred_at_ms,payer\n1,2\n")
    refused(train_arguments(features, tmp_path / "out"), "this is not a readable Parquet file", capsys)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    refused(train_arguments(tmp_path / "none.parquet", tmp_path / "out"), "there is no such file", capsys)


def test_a_training_window_of_one_day_is_too_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    arguments = train_arguments(write_synthetic(tmp_path), tmp_path / "out")
    arguments[arguments.index("--train-days") + 1] = "1"
    refused(arguments, "the training window is too short", capsys)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = write_synthetic(tmp_path)
    refused(train_arguments(features, features / "out"), "the model folder cannot be written", capsys)


def refused(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert message in written.err
    assert written.err.startswith("paymo-train: ") and written.err.count("\n") == 1
