"""Tree ensembles as ONNX: boosted trees written as one operator, and what any exported ensemble expects on average.

Boosted trees are written here and not by a converter, because then every split is exact: the model reads float32,
so each trainer's question is rounded to the float32 that answers it alike for every possible input.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper

OPERATOR = "TreeEnsembleClassifier"
OPERATOR_DOMAIN = "ai.onnx.ml"


@dataclass(frozen=True)
class Node:
    """A row goes to `left` when its feature is at most `threshold` (float32). A leaf has no feature."""

    cover: float
    """The training weight that reached it: rows for LightGBM, the sum of second derivatives for XGBoost."""
    value: float = 0.0
    """Of a leaf, in log-odds."""
    feature: int | None = None
    threshold: float = 0.0
    left: "Node | None" = None
    right: "Node | None" = None

    def below(self) -> list["Node"]:
        """The node and all below it, each before its children."""
        if self.feature is None:
            return [self]
        assert self.left is not None and self.right is not None, "a split has two children"
        return [self, *self.left.below(), *self.right.below()]


def at_most(threshold: float) -> float:
    """The float32 t for which, of every float32 x, `x <= t` says what `x <= threshold` does."""
    rounded = np.float32(threshold)
    return float(rounded if float(rounded) <= threshold else np.nextafter(rounded, np.float32(-np.inf)))


def less_than(threshold: float) -> float:
    """The float32 t for which, of every normal float32 x, `x <= t` says what `x < threshold` does."""
    below = np.nextafter(np.float32(threshold), np.float32(-np.inf))
    smallest = np.finfo(np.float32).tiny
    # Numbers closer to 0 than the smallest normal one are 0 on machines that flush them.
    return float(-smallest) if -smallest < below < 0 else float(below)


def log_odds_model(
    trees: list[Node], feature_count: int, input_name: str, probabilities_name: str, opset: dict[str, int]
) -> onnx.ModelProto:
    """The trees' leaf values add up to the log-odds of fraud; the operator turns them into probabilities."""
    operator = helper.make_node(
        OPERATOR,
        [input_name],
        ["label", probabilities_name],
        domain=OPERATOR_DOMAIN,
        classlabels_int64s=[0, 1],
        post_transform="LOGISTIC",
        **_attributes(trees),
    )
    graph = helper.make_graph(
        [operator],
        "fraud",
        [helper.make_tensor_value_info(input_name, onnx.TensorProto.FLOAT, [None, feature_count])],
        [
            helper.make_tensor_value_info("label", onnx.TensorProto.INT64, [None]),
            helper.make_tensor_value_info(probabilities_name, onnx.TensorProto.FLOAT, [None, 2]),
        ],
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in opset.items()]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="paymo-training")


def expected_output(model: onnx.ModelProto) -> float:
    """What the ensemble gives on average over its training cover, before the link: where explanations start."""
    (operator,) = [node for node in model.graph.node if node.op_type == OPERATOR]
    given = {each.name: helper.get_attribute_value(each) for each in operator.attribute}
    places = zip(given["nodes_treeids"], given["nodes_nodeids"], strict=True)
    cover = dict(zip(places, given["nodes_hitrates"], strict=True))
    # Files of two classes may hold weights for one of them only, as class 0: they are those of fraud.
    fraud = 1 if any(given["class_ids"]) else 0
    total = 0.0
    for tree, node, class_id, weight in zip(
        given["class_treeids"], given["class_nodeids"], given["class_ids"], given["class_weights"], strict=True
    ):
        if class_id == fraud:
            total += weight * cover[tree, node] / cover[tree, 0]
    return total


def _attributes(trees: list[Node]) -> dict[str, list]:
    columns: dict[str, list] = {
        f"nodes_{name}": []
        for name in "treeids nodeids featureids modes values truenodeids falsenodeids hitrates".split()
    }
    leaves: dict[str, list] = {f"class_{name}": [] for name in "treeids nodeids ids weights".split()}
    for number, tree in enumerate(trees):
        nodes = tree.below()
        places = {id(node): place for place, node in enumerate(nodes)}
        for place, node in enumerate(nodes):
            is_leaf = node.feature is None
            columns["nodes_treeids"].append(number)
            columns["nodes_nodeids"].append(place)
            columns["nodes_featureids"].append(0 if is_leaf else node.feature)
            columns["nodes_modes"].append("LEAF" if is_leaf else "BRANCH_LEQ")
            columns["nodes_values"].append(float(node.threshold))
            columns["nodes_truenodeids"].append(0 if is_leaf else places[id(node.left)])
            columns["nodes_falsenodeids"].append(0 if is_leaf else places[id(node.right)])
            columns["nodes_hitrates"].append(float(node.cover))
            if is_leaf:
                leaves["class_treeids"].append(number)
                leaves["class_nodeids"].append(place)
                leaves["class_ids"].append(0)
                leaves["class_weights"].append(float(node.value))
    missing = {"nodes_missing_value_tracks_true": [0] * len(columns["nodes_nodeids"])}
    return columns | leaves | missing
