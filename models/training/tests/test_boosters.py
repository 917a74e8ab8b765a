import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from synthetic import FEATURE_NAMES, train_arguments, write_synthetic

from paymo_training.boosters import trees_of
from paymo_training.cli import main
from paymo_training.dataset import Payments
from paymo_training.ensemble import at_most, less_than
from paymo_training.export import check_parity, explanation_of, export_model, golden_lines, onnx_scores
from paymo_training.feature_file import read_feature_file
from paymo_training.fit import KINDS, fit_one

BOOSTERS = {"lightgbm": 20, "xgboost": 0.1}


@pytest.fixture(scope="module")
def payments(tmp_path_factory: pytest.TempPathFactory) -> Payments:
    loaded = read_feature_file(write_synthetic(tmp_path_factory.mktemp("features")), 1).payments
    noisy = loaded.is_fraud ^ (np.random.default_rng(1).random(len(loaded)) < 0.2)
    # Whole numbers: many rows lie exactly on a split.
    return replace(loaded, is_fraud=noisy, features=np.floor(loaded.features * 3) / 3)


@pytest.fixture(scope="module", params=BOOSTERS)
def booster(request: pytest.FixtureRequest, payments: Payments):
    return fit_one(KINDS[request.param], payments, depth=4, leaf_min=BOOSTERS[request.param], seed=0)


@pytest.fixture(scope="module")
def model(booster) -> onnx.ModelProto:
    return export_model(booster, len(FEATURE_NAMES))


def test_the_file_scores_like_the_booster(booster, model, payments):
    parity = check_parity(model.SerializeToString(), booster, payments.features, 0.5, None)
    assert parity.share_within == 1
    assert parity.difference_max < 1e-6
    assert len(np.unique(onnx_scores(model.SerializeToString(), payments.features))) > 100


def test_the_file_is_one_operator_from_features_to_label_and_probabilities(model):
    (node,) = model.graph.node
    assert node.op_type == "TreeEnsembleClassifier"
    assert [i.name for i in model.graph.input] == ["features"]
    assert [o.name for o in model.graph.output] == ["label", "probabilities"]
    assert [d.dim_value for d in model.graph.output[1].type.tensor_type.shape.dim] == [0, 2]


def test_each_split_covers_what_its_children_cover(booster):
    for tree in trees_of(booster):
        for node in tree.below():
            if node.feature is not None:
                assert node.left.cover + node.right.cover == pytest.approx(node.cover, rel=1e-4)


def test_explanations_start_where_those_of_the_library_do(booster, model, payments):
    rows = payments.features[:5].astype(np.float32)
    if hasattr(booster, "booster_"):
        contributions = booster.predict(rows, pred_contrib=True)
    else:
        import xgboost

        contributions = booster.get_booster().predict(xgboost.DMatrix(rows), pred_contribs=True)
    explanation = explanation_of(booster, model)
    assert explanation["unit"] == "log-odds"
    assert contributions[:, -1] == pytest.approx(np.full(5, explanation["baseValue"]), abs=2e-4)


def test_explanations_of_a_tree_start_at_its_fraud_share(payments):
    tree = fit_one(KINDS["tree"], payments, depth=4, leaf_min=20, seed=0)
    explanation = explanation_of(tree, export_model(tree, len(FEATURE_NAMES)))
    assert explanation["unit"] == "probability"
    assert explanation["baseValue"] == pytest.approx(payments.is_fraud.mean(), abs=1e-6)


def test_golden_rows_reach_from_the_lowest_to_the_highest_score(booster, model, payments):
    lines = [json.loads(line) for line in golden_lines(model.SerializeToString(), booster, payments, 100)]
    scores = onnx_scores(model.SerializeToString(), payments.features)
    assert (lines[0]["score"], lines[-1]["score"]) == (scores.min(), scores.max())


def test_the_same_rows_and_seed_give_the_same_bytes(booster, model, payments):
    kind = "lightgbm" if hasattr(booster, "booster_") else "xgboost"
    again = fit_one(KINDS[kind], payments, depth=4, leaf_min=BOOSTERS[kind], seed=0)
    assert export_model(again, len(FEATURE_NAMES)).SerializeToString(deterministic=True) == model.SerializeToString(
        deterministic=True
    )


@pytest.mark.parametrize("threshold", [0.1, -0.1, 1 / 3, 12.5, 1e-35, 16_777_217.0, 0.0])
def test_a_rounded_split_answers_every_float32_as_the_trainer_does(threshold: float):
    middle = np.float32(threshold)
    near = [middle, np.nextafter(middle, np.float32(np.inf)), np.nextafter(middle, np.float32(-np.inf))]
    for value in map(float, [*near, np.float32(-1), np.float32(0), np.float32(1e9)]):
        if value == 0 or abs(value) >= np.finfo(np.float32).tiny:
            assert (value <= at_most(threshold)) == (value <= threshold)
            assert (value <= less_than(float(middle))) == (value < float(middle))


@pytest.mark.parametrize("kind, leaf_parameter", [("lightgbm", "minSamplesLeaf"), ("xgboost", "minChildWeight")])
def test_a_booster_is_trained_like_a_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, leaf_parameter: str
):
    out = tmp_path / kind
    assert main([*train_arguments(write_synthetic(tmp_path), out), "--model", kind, "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    manifest = json.loads((out / "manifest.json").read_text())
    assert result["ap"] == 1
    assert result["intervals"]["ap"] == [1, 1]
    assert manifest["explanation"]["unit"] == "log-odds"
    assert set(manifest["training"]["parameters"]) == {
        "algorithm",
        "maxDepth",
        leaf_parameter,
        "classWeight",
        "seed",
    }
    card = (out / "CARD.md").read_text()
    assert "contributions are\nlog-odds" in card
    assert f"## The {KINDS[kind].noun}" in card
