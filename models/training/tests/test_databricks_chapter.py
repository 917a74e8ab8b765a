import importlib.util
from pathlib import Path

import numpy as np
import pytest

from paymo_training.rules import LoggedPayment, breaks_a_rule

TRAINING = Path(__file__).parent.parent
SAMPLE = TRAINING / "sample" / "paysim-day-15.csv.gz"


@pytest.fixture(scope="module")
def chapter():
    spec = importlib.util.spec_from_file_location(
        "databricks_chapter", TRAINING / "examples" / "databricks_chapter.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_chapters_label_is_learnt_from_what_made_it(chapter):
    log = chapter.read_log(SAMPLE)
    assert (len(log.steps), int(log.is_fraud.sum())) == (17_234, 18)
    assert 0.005 < log.by_rules.mean() < 0.02
    first = chapter.questions(log, range(336, 350), range(351, 360), seed=0)[0]
    assert len(first.test) == len(log.steps) - len(log.steps) * 4 // 5
    found = chapter.answer(first, seed=0)
    assert found.roc_auc > 0.9
    assert found.ap > 20 * log.by_rules.mean()


def test_an_honest_question_is_split_by_time_and_knows_nothing_of_balances_after(chapter):
    log = chapter.read_log(SAMPLE)
    by_name = {each.name: each for each in chapter.questions(log, range(336, 350), range(351, 360), seed=0)}
    honest = by_name["true label, by time"]
    assert log.steps[honest.train].max() < 350
    assert log.steps[honest.test].min() >= 351
    assert honest.inputs.shape[1] == len(chapter.BEFORE)
    assert not [name for name in chapter.BEFORE if name.startswith("new") or name.endswith("Diff")]
    for learned, judged in chapter._folds(honest, seed=0):
        assert honest.train[learned].max() < honest.train[judged].min()


def test_undersampling_keeps_every_fraud_and_as_many_others(chapter):
    labels = np.arange(1_000) % 10 == 0
    rows = chapter._balanced(np.arange(1_000), labels, seed=0)
    assert (len(rows), labels[rows].sum()) == (200, 100)


def test_both_names_of_the_columns_are_read(chapter, tmp_path: Path):
    older = tmp_path / "older.csv"
    older.write_text(
        "step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,oldbalanceDest,newbalanceDest,isFraud\n"
        "1,TRANSFER,10.0,C1,56900.0,56890.0,C2,0.0,10.0,1\n"
        "1,PAYMENT,10.0,C1,56900.0,56890.0,M1,0.0,0.0,0\n"
    )
    log = chapter.read_log(older)
    assert log.by_rules.tolist() == [breaks_a_rule(LoggedPayment("TRANSFER", 10, 56_900, 56_890, 10)), False]
    assert log.columns["orgDiff"].tolist() == [-10, -10]


def test_a_file_that_is_no_paysim_log_is_refused(chapter, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    log = tmp_path / "log.csv"
    log.write_text("step,amount\n1,2\n")
    assert chapter.main([str(log)]) == 2
    assert "log.csv: missing columns: action, oldBalanceOrig" in capsys.readouterr().err
    assert chapter.main([str(tmp_path / "none.csv")]) == 2
    assert "this is not a readable PaySim log" in capsys.readouterr().err


def test_the_program_prints_a_line_for_each_question_and_logs_it(
    chapter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    from mlflow.tracking import MlflowClient

    steps = ["--train-steps", "336:353", "--test-steps", "354:360"]
    assert chapter.main([str(SAMPLE), *steps, "--mlflow", str(tmp_path / "store")]) == 0
    assert capsys.readouterr().out.count("true label, by time") == 4
    client = MlflowClient(f"sqlite:///{tmp_path / 'store' / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("databricks-chapter")
    runs = client.search_runs([experiment.experiment_id])
    assert len(runs) == 6
    assert all(0 < run.data.metrics["roc"] <= 1 for run in runs)
    first = next(run for run in runs if run.info.run_name == "the chapter")
    assert [each.path for each in client.list_artifacts(first.info.run_id)] == ["confusion-matrix.png", "model.onnx"]


def test_steps_without_frauds_to_choose_by_are_refused(chapter, capsys: pytest.CaptureFixture[str]):
    assert chapter.main([str(SAMPLE), "--train-steps", "336:350", "--test-steps", "351:360"]) == 2
    assert "no fold has frauds on both sides; give more steps" in capsys.readouterr().err
