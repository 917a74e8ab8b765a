"""Writes a fitted model as ONNX, with what each node saw in training, and proves that the file scores like it."""

import json
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType

from paymo_training.boosters import Booster, trees_of
from paymo_training.dataset import Payments
from paymo_training.ensemble import OPERATOR, expected_output, log_odds_model
from paymo_training.fit import Classifier, as_input, probabilities, used_features

OPSET = {"": 17, "ai.onnx.ml": 3}
INPUT_NAME = "features"
PROBABILITIES_NAME = "probabilities"
POSITIVE_COLUMN = 1

PARITY_TOLERANCE = 1e-5
PARITY_SHARE_MIN = 0.999

GOLDEN_TOLERANCE = 1e-6


class ParityError(Exception):
    """The exported file scores otherwise than the model it was made of: it must not be used."""


@dataclass(frozen=True)
class Parity:
    rows: int
    share_within: float
    difference_max: float


def export_model(classifier: Classifier, feature_count: int) -> onnx.ModelProto:
    """ONNX with a float input [N, features] and a probabilities tensor [N, 2] (no ZipMap).

    The training weight that reached each node goes to `nodes_hitrates`: exact TreeSHAP needs it and reads it
    from the file alone.
    """
    if isinstance(classifier, Booster):
        trees = trees_of(classifier)
        model = log_odds_model(trees, feature_count, INPUT_NAME, PROBABILITIES_NAME, OPSET)
        onnx.checker.check_model(model)
        return model
    return _export_by_converter(classifier, feature_count)


def explanation_of(classifier: Classifier, model: onnx.ModelProto) -> dict[str, str | float]:
    """What a contribution is measured in, and the output that contributions start from."""
    unit = "log-odds" if isinstance(classifier, Booster) else "probability"
    return {"unit": unit, "baseValue": expected_output(model)}


def _export_by_converter(classifier: Classifier, feature_count: int) -> onnx.ModelProto:
    model = to_onnx(
        classifier,
        initial_types=[(INPUT_NAME, FloatTensorType([None, feature_count]))],
        options={id(classifier): {"zipmap": False}},
        target_opset=OPSET,
    )
    # The default is a random name: two runs would not give the same bytes.
    model.graph.name = "fraud"
    _name_each_opset_once(model)
    _write_covers(model, classifier)
    onnx.checker.check_model(model)
    return model


def opsets(model: onnx.ModelProto) -> dict[str, int]:
    """Versions by domain; the standard domain, which a file may leave unnamed, goes by its name."""
    versions = {entry.domain or "ai.onnx": entry.version for entry in model.opset_import}
    return dict(sorted(versions.items()))


def onnx_scores(model_bytes: bytes, features: np.ndarray) -> np.ndarray:
    """Probabilities of fraud, float32, as the serving runtime computes them."""
    options = onnxruntime.SessionOptions()
    # The serving runtime uses one thread too; on a busy machine more of them wait for each other.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model_bytes, options, providers=["CPUExecutionProvider"])
    return session.run([PROBABILITIES_NAME], {INPUT_NAME: as_input(features)})[0][:, POSITIVE_COLUMN]


def check_parity(
    model_bytes: bytes, classifier: Classifier, features: np.ndarray, hold: float, decline: float | None
) -> Parity:
    """Compares the file with the model it was made of: the scores, and the side of each threshold, which must never differ."""
    expected = probabilities(classifier, features)
    given = onnx_scores(model_bytes, features)
    differences = np.abs(expected - given)
    parity = Parity(len(features), float((differences <= PARITY_TOLERANCE).mean()), float(differences.max()))
    if parity.share_within < PARITY_SHARE_MIN:
        raise ParityError(f"only {parity.share_within:.4%} of {parity.rows} rows score within {PARITY_TOLERANCE}")
    for threshold in (hold, decline):
        if threshold is not None and ((expected >= threshold) != (given >= threshold)).any():
            raise ParityError(f"some rows lie on another side of the threshold {threshold} than in training")
    return parity


def golden_lines(model_bytes: bytes, classifier: Classifier, payments: Payments, rows_max: int) -> list[str]:
    """Rows with their scores, in equal parts from every distinct score, for any runtime to reproduce.

    Of more scores than rows, some from the lowest to the highest are taken. Inside a score they are spread over the
    values of the model's first feature, both ends included, so that the
    nearest rows on either side of a split are among them.
    """
    scores = onnx_scores(model_bytes, payments.features)
    ordering = payments.features[:, used_features(classifier)[0]]
    chosen = []
    distinct = np.unique(scores)
    distinct = distinct[_spread(np.arange(len(distinct)), rows_max)]
    for index, score in enumerate(distinct):
        same = np.flatnonzero(scores == score)
        same = same[np.argsort(ordering[same], kind="stable")]
        quota = (rows_max - len(chosen)) // (len(distinct) - index)
        chosen += _spread(same, quota)
    return [
        json.dumps({"features": payments.features[row].tolist(), "score": float(scores[row])}) for row in chosen
    ]


def _spread(rows: np.ndarray, count: int) -> list[int]:
    places = np.unique(np.linspace(0, len(rows) - 1, min(count, len(rows))).round().astype(int))
    return rows[places].tolist()


def _name_each_opset_once(model: onnx.ModelProto) -> None:
    versions = opsets(model)
    del model.opset_import[:]
    model.opset_import.extend(
        onnx.helper.make_opsetid("" if name == "ai.onnx" else name, version) for name, version in versions.items()
    )


def _write_covers(model: onnx.ModelProto, classifier: Classifier) -> None:
    nodes = [node for node in model.graph.node if node.op_type == OPERATOR]
    assert len(nodes) == 1, "a tree or a forest is one ensemble node"
    attributes = {attribute.name: attribute for attribute in nodes[0].attribute}
    trees = [each.tree_ for each in getattr(classifier, "estimators_", [classifier])]
    places = list(zip(attributes["nodes_treeids"].ints, attributes["nodes_nodeids"].ints, strict=True))
    expected = [(number, node) for number, tree in enumerate(trees) for node in range(tree.node_count)]
    assert sorted(places) == expected, "tree and node ids are those of scikit-learn"
    branches = [mode != b"LEAF" for mode in attributes["nodes_modes"].strings]
    for name, children in (("nodes_truenodeids", "children_left"), ("nodes_falsenodeids", "children_right")):
        for (tree, node), is_branch, child in zip(places, branches, attributes[name].ints, strict=True):
            assert not is_branch or getattr(trees[tree], children)[node] == child, "children are those of scikit-learn"
    covers = [float(trees[tree].weighted_n_node_samples[node]) for tree, node in places]
    if "nodes_hitrates" in attributes:
        del attributes["nodes_hitrates"].floats[:]
        attributes["nodes_hitrates"].floats.extend(covers)
    else:
        nodes[0].attribute.append(onnx.helper.make_attribute("nodes_hitrates", covers))
