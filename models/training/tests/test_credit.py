import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from paymo_training.cli import main
from paymo_training.credit.applicants import Applicants, Column, read_applicants
from paymo_training.credit.encoding import encode, learn_inputs
from paymo_training.credit.fairness import fairness_report, groups_of
from paymo_training.credit.validation import kolmogorov_smirnov, reliability
from paymo_training.errors import TrainingInputError

GERMAN = Path(__file__).parents[2] / "credit" / "data" / "german-credit.csv"


def write_table(folder: Path, separator: str = ",", rows: int = 240, decimal: str = ".") -> Path:
    """Income and house tell who repays; the group does not. Every tenth income is missing."""
    random = np.random.default_rng(1)
    lines = [separator.join(["id", "income", "house", "group", "repaid"])]
    for number in range(rows):
        income = random.normal(30, 8)
        house = random.choice(["own", "rent", "free"])
        risk = 1 / (1 + np.exp((income - 28) / 3 + (1 if house == "own" else -0.5)))
        told = "" if number % 10 == 0 else f"{income:.2f}".replace(".", decimal)
        fields = [str(number), told, house, random.choice(["a", "b"]), "no" if random.random() < risk else "yes"]
        lines.append(separator.join(fields))
    path = folder / "applicants.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def arguments(path: Path, *more: str) -> list[str]:
    return ["--task", "credit", "--data", str(path), "--target", "repaid", "--positive", "no", "--json", *more]


def run(capsys: pytest.CaptureFixture[str], *given: str) -> dict:
    assert main(list(given)) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
def test_any_table_is_learned_whatever_separates_it(tmp_path: Path, capsys, separator: str, decimal: str):
    result = run(capsys, *arguments(write_table(tmp_path, separator, decimal=decimal), "--protected", "group"))
    assert result["auc"] > 0.75
    assert result["gini"] == pytest.approx(2 * result["auc"] - 1)
    assert 0 < result["ks"] < 1
    assert result["brier"] < result["brierOfBaseRate"]
    assert sum(each["rows"] for each in result["reliability"]) == 240
    assert result["leftOut"] == {"id": "tells rows apart", "group": "is protected"}
    assert result["selection"][0]["column"] in ("income", "house")
    assert set(result["fairness"]["columns"]["group"]["groups"]) == {"a", "b"}


def test_the_german_data_reach_an_auc_of_0_77_without_a_protected_attribute(capsys):
    given = ["--task", "credit", "--data", str(GERMAN), "--target", "outcome", "--positive", "bad", "--json"]
    result = run(capsys, *given, "--protected", "sex")
    assert result["auc"] >= 0.77
    assert len(result["aucByFold"]) == 5
    asked = {step["column"] for step in result["selection"]}
    assert asked.isdisjoint({"sex", "sex_and_status", "age", "foreign_worker"})
    assert result["fairness"]["columns"]["sex"]["approvalRateRatio"] >= 0.8


def test_a_folder_agrees_with_itself_and_repeats_byte_by_byte(tmp_path: Path, capsys):
    table = write_table(tmp_path)
    for name in ("a", "b"):
        run(capsys, *arguments(table, "--out", str(tmp_path / name), "--created-at", "2026-11-25T00:00:00Z"))
    for file in ("model.onnx", "manifest.json", "golden.jsonl", "fairness.json", "CARD.md"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()

    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert [each["name"] for each in manifest["encoding"]] == manifest["inputs"]
    golden = [json.loads(line) for line in (tmp_path / "a" / "golden.jsonl").read_text().splitlines()]
    session = onnxruntime.InferenceSession(str(tmp_path / "a" / "model.onnx"), providers=["CPUExecutionProvider"])
    given = np.array([row["features"] for row in golden], dtype=np.float32)
    scores = session.run(["probabilities"], {"features": given})[0][:, 1]
    assert np.abs(scores - [row["score"] for row in golden]).max() <= manifest["golden"]["tolerance"]


@pytest.mark.parametrize(
    ("text", "more", "message"),
    [
        ("", (), "is empty"),
        ("a\n1\n", (), "one column"),
        ("a,a,repaid\n1,2,no\n", (), "once each: a"),
        ("a,repaid\n1,no,3\n", (), "3 fields"),
        ("a,b\n1,2\n", (), "no column repaid"),
        ("a,repaid\n1,yes\n2,yes\n", (), "never no"),
        ("a,repaid\n1,yes\n2,no\n", (), "too few"),
        ("a,repaid\n1,yes\n", ("--protected", "sex"), "no column sex"),
        ("a,repaid\n1,yes\n", ("--protected", "repaid"), "is the target"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, capsys, text, more, message):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    assert main(arguments(path, *more)) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_missing_file_is_named(tmp_path: Path, capsys):
    assert main(arguments(tmp_path / "none.csv")) == 2
    assert "none.csv: cannot be read" in capsys.readouterr().err


def test_rows_without_an_outcome_and_constant_columns_are_left_out(tmp_path: Path):
    path = write_table(tmp_path)
    lines = [line + ("," + "x" if number else ",same") for number, line in enumerate(path.read_text().splitlines())]
    path.write_text("\n".join([*lines, "999,1,own,a,,x"]) + "\n")
    applicants = read_applicants(path, "repaid", "no", [], ["group"])
    assert len(applicants) == 240
    assert applicants.rows_without_target == 1
    assert applicants.left_out["same"] == "is the same in every row"
    assert applicants.left_out["group"] == "was excluded"


def test_unseen_levels_and_missing_numbers_have_their_inputs():
    house = Column("house", ["own"] * 6 + ["rent"] * 6 + ["boat", None], None)
    numbers = np.array([1.0, 2.0, 3.0, np.nan] + [2.0] * 10)
    income = Column("income", [None if np.isnan(n) else str(n) for n in numbers], numbers)
    rows = np.arange(12)
    inputs = [*learn_inputs(house, rows), *learn_inputs(income, rows)]
    assert [each.name for each in inputs] == ["house=own", "house=rent", "income", "income=missing"]
    features = encode([house, income], inputs)
    assert features[12].tolist() == [0, 0, 2, 0]
    assert features[13].tolist() == [0, 0, 2, 0]
    assert features[3].tolist() == [1, 0, 2, 1]


def test_quality_figures_are_those_of_a_sum_done_by_hand():
    is_event = np.array([False, False, True, True])
    assert kolmogorov_smirnov(is_event, np.array([0.1, 0.2, 0.3, 0.4])) == 1
    assert kolmogorov_smirnov(is_event, np.array([0.1, 0.3, 0.2, 0.4])) == 0.5
    assert reliability(is_event, np.array([0.1, 0.3, 0.2, 0.4]), 2) == [
        {"rows": 2, "predicted": pytest.approx(0.15), "observed": 0.5},
        {"rows": 2, "predicted": pytest.approx(0.35), "observed": 0.5},
    ]


def test_the_gate_closes_below_four_fifths_and_ignores_tiny_groups():
    group = Column("group", ["a"] * 100 + ["b"] * 100 + ["c"] * 5, None)
    probabilities = np.array([0.1] * 80 + [0.9] * 20 + [0.1] * 64 + [0.9] * 36 + [0.9] * 5)
    is_event = np.zeros(205, dtype=bool)
    report = fairness_report([group], is_event, probabilities, 0.5)["columns"]["group"]
    assert report["approvalRateRatio"] == pytest.approx(0.8)
    assert report["passed"] and report["groupsTooSmall"] == ["c"]
    probabilities[100] = 0.9
    worse = fairness_report([group], is_event, probabilities, 0.5)
    assert not worse["passed"]
    assert worse["columns"]["group"]["equalOpportunityGap"] == pytest.approx(0.17)


def test_numbers_are_judged_in_bands_of_equal_size():
    ages = np.arange(100.0)
    groups = groups_of(Column("age", [str(age) for age in ages], ages))
    assert [len(rows) for rows in groups.values()] == [25, 25, 25, 25]


def test_applicants_are_read_as_they_are():
    applicants = read_applicants(GERMAN, "outcome", "bad", ["age"], [])
    assert isinstance(applicants, Applicants)
    assert int(applicants.is_event.sum()) == 300
    assert applicants.protected[0].numbers is not None
    with pytest.raises(TrainingInputError, match="it is bad, good"):
        read_applicants(GERMAN, "outcome", "ugly", [], [])
