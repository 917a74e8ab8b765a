import json
from dataclasses import replace

import numpy as np
import onnx
import pytest
from synthetic import FEATURE_NAMES, write_synthetic

from paymo_training import export
from paymo_training.dataset import Payments
from paymo_training.export import ParityError, check_parity, export_model, golden_lines, onnx_scores, opsets
from paymo_training.feature_file import read_feature_file
from paymo_training.fit import KINDS, fit_one, fraud_scores


@pytest.fixture(scope="module")
def payments(tmp_path_factory: pytest.TempPathFactory) -> Payments:
    loaded = read_feature_file(write_synthetic(tmp_path_factory.mktemp("features")), 1).payments
    # Labels that no tree can learn by heart: the tree grows wide and has many scores.
    noisy = loaded.is_fraud ^ (np.random.default_rng(1).random(len(loaded)) < 0.2)
    return replace(loaded, is_fraud=noisy)


@pytest.fixture(scope="module")
def tree(payments: Payments):
    return fit_one(KINDS["tree"], payments, depth=6, leaf_min=5, seed=0)


@pytest.fixture(scope="module")
def model(tree) -> onnx.ModelProto:
    return export_model(tree, len(FEATURE_NAMES))


def attributes(model: onnx.ModelProto) -> dict:
    (node,) = [node for node in model.graph.node if node.op_type == "TreeEnsembleClassifier"]
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


def test_the_file_scores_like_the_tree(model, tree, payments):
    parity = check_parity(model.SerializeToString(), tree, payments.features, 0.5, None)
    assert parity.rows == 3_600
    assert parity.difference_max < 1e-6


def test_the_file_has_tensors_only_and_the_agreed_names(model):
    assert [node.op_type for node in model.graph.node].count("ZipMap") == 0
    assert [i.name for i in model.graph.input] == ["features"]
    assert "probabilities" in [o.name for o in model.graph.output]
    shape = model.graph.input[0].type.tensor_type
    assert (shape.elem_type, shape.shape.dim[1].dim_value) == (onnx.TensorProto.FLOAT, len(FEATURE_NAMES))
    assert opsets(model) == {"ai.onnx": 17, "ai.onnx.ml": 1}
    assert len(model.opset_import) == 2


def test_the_covers_of_children_sum_to_their_parents(model, payments):
    tree = attributes(model)
    cover = dict(zip(tree["nodes_nodeids"], tree["nodes_hitrates"], strict=True))
    assert cover[0] == len(payments)
    branches = 0
    for node, mode, yes, no in zip(
        tree["nodes_nodeids"],
        tree["nodes_modes"],
        tree["nodes_truenodeids"],
        tree["nodes_falsenodeids"],
        strict=True,
    ):
        if mode != b"LEAF":
            branches += 1
            assert cover[yes] + cover[no] == cover[node]
    assert branches > 10


def test_another_tree_fails_the_parity_check(model, payments):
    other = fit_one(KINDS["tree"], payments, depth=1, leaf_min=5, seed=0)
    with pytest.raises(ParityError, match="rows score within"):
        check_parity(model.SerializeToString(), other, payments.features, 0.5, None)


def test_a_row_on_the_other_side_of_a_threshold_fails_the_parity_check(model, tree, payments, monkeypatch):
    expected = fraud_scores(tree, payments)
    monkeypatch.setattr(export, "onnx_scores", lambda *_: expected - 1e-9)
    with pytest.raises(ParityError, match="another side of the threshold"):
        check_parity(model.SerializeToString(), tree, payments.features, float(expected.max()), None)


def test_golden_rows_spread_over_the_scores_and_reproduce(model, tree, payments):
    lines = [json.loads(line) for line in golden_lines(model.SerializeToString(), tree, payments, 100)]
    features = np.array([line["features"] for line in lines])
    scores = np.array([line["score"] for line in lines])
    assert 80 <= len(lines) <= 100
    assert set(np.unique(scores)) == set(np.unique(onnx_scores(model.SerializeToString(), payments.features)))
    assert np.abs(onnx_scores(model.SerializeToString(), features) - scores).max() <= 1e-6


def test_the_same_rows_and_seed_give_the_same_bytes(model, payments):
    again = export_model(fit_one(KINDS["tree"], payments, depth=6, leaf_min=5, seed=0), len(FEATURE_NAMES))
    assert again.SerializeToString(deterministic=True) == model.SerializeToString(deterministic=True)


def test_a_forest_has_its_scores_covers_and_golden_rows_too(payments):
    forest = fit_one(KINDS["forest"], payments, depth=4, leaf_min=20, seed=0)
    model = export_model(forest, len(FEATURE_NAMES))
    parity = check_parity(model.SerializeToString(), forest, payments.features, 0.5, None)
    assert parity.difference_max < 1e-6
    nodes = attributes(model)
    roots = [cover for cover, node in zip(nodes["nodes_hitrates"], nodes["nodes_nodeids"], strict=True) if node == 0]
    # Each tree draws a quarter of the rows.
    assert roots == [len(payments) / 4] * 100
    lines = [json.loads(line) for line in golden_lines(model.SerializeToString(), forest, payments, 100)]
    scores = onnx_scores(model.SerializeToString(), payments.features)
    assert len(lines) == 100
    assert (lines[0]["score"], lines[-1]["score"]) == (scores.min(), scores.max())
