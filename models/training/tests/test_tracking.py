import json
from pathlib import Path

import pytest
from synthetic import train_arguments, write_synthetic

from paymo_training.cli import main

PICTURES = ("confusion-matrix.png", "precision-recall.png", "reliability.png")
PICTURE_BYTES_MAX = 60_000


def test_a_run_is_in_the_store_with_parameters_metrics_model_and_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    from mlflow.tracking import MlflowClient

    out, store = tmp_path / "out", tmp_path / "store"
    arguments = [*train_arguments(write_synthetic(tmp_path), out), "--mlflow", str(store), "--json"]
    assert main(arguments) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])

    client = MlflowClient(f"sqlite:///{store / 'mlflow.db'}")
    (experiment,) = [each for each in client.search_experiments() if each.name == "fraud"]
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.params["maxDepth"] == str(result["parameters"]["maxDepth"])
    assert run.data.params["labelDelayDays"] == "1"
    assert run.data.metrics["ap"] == result["ap"]
    assert run.data.metrics["amount.ap"] == result["baselines"]["amount"]["ap"]
    assert run.data.metrics["amount.ap.low"] == result["baselines"]["amount"]["intervals"]["ap"][0]
    logged = {Path(each.path).name for each in client.list_artifacts(run.info.run_id, "model")}
    assert logged == {"model.onnx", "manifest.json", "golden.jsonl", "CARD.md", *PICTURES}
    saved = store / "artifacts" / run.info.run_id / "artifacts" / "model" / "model.onnx"
    assert saved.read_bytes() == (out / "model.onnx").read_bytes()


def test_the_card_shows_pictures_that_are_small(tmp_path: Path):
    out = tmp_path / "out"
    assert main(train_arguments(write_synthetic(tmp_path), out)) == 0
    for name in PICTURES:
        picture = (out / name).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < PICTURE_BYTES_MAX
        assert f"]({name})" in (out / "CARD.md").read_text()


def test_a_store_that_cannot_be_written_is_said_and_the_model_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    features = write_synthetic(tmp_path)
    arguments = [*train_arguments(features, tmp_path / "out"), "--mlflow", str(features / "store")]
    assert main(arguments) == 2
    assert "the run cannot be logged" in capsys.readouterr().err
    assert (tmp_path / "out" / "manifest.json").exists()
