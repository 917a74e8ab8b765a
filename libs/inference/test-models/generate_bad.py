"""Writes the models that are refused: each is the good tree with one fault. Run generate_good.py before."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
TREE = (HERE / "good" / "tree.onnx").read_bytes()
FEATURES = 6


def write(name: str, content: bytes) -> None:
    (HERE / "bad" / f"{name}.onnx").write_bytes(content)


def changed(name: str, change: Callable[[onnx.ModelProto], None]) -> None:
    model = onnx.load_from_string(TREE)
    change(model)
    write(name, model.SerializeToString())


def attribute(model: onnx.ModelProto, name: str) -> onnx.AttributeProto:
    return next(each for each in model.graph.node[0].attribute if each.name == name)


def prepend(model: onnx.ModelProto, node: onnx.NodeProto) -> None:
    """Puts a node between the input and the tree; its output must be named `prepared`."""
    model.graph.node[0].input[0] = "prepared"
    model.graph.node.insert(0, node)


def unreadable() -> None:
    write("empty", b"")
    write("random-bytes", np.random.default_rng(1).bytes(2000))
    write("truncated", TREE[: len(TREE) // 2])
    write("pickle", b"\x80\x04\x95\x1b\x00\x00\x00\x00\x00\x00\x00\x8c\x07sklearn\x94")
    write("nested-graphs", nested(200))


def nested(depth: int) -> bytes:
    """Protobuf of graphs inside attributes inside nodes inside graphs, and so on."""
    content = b""
    for _ in range(depth):
        content = length_prefixed(0x0A, length_prefixed(0x2A, length_prefixed(0x32, content)))
    return length_prefixed(0x3A, content)


def length_prefixed(tag: int, content: bytes) -> bytes:
    size, length = b"", len(content)
    while True:
        size += bytes([(length & 0x7F) | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return bytes([tag]) + size + content


def graphs() -> None:
    changed("custom-domain", lambda model: prepend(model, helper.make_node("Scale", ["features"], ["prepared"], domain="com.bank")))
    changed("unknown-operator", lambda model: prepend(model, helper.make_node("Dropout", ["features"], ["prepared"])))
    changed("opset-8", lambda model: [setattr(each, "version", 8) for each in model.opset_import if each.domain == ""])
    changed("needs-itself", lambda model: prepend(model, helper.make_node("Identity", ["prepared"], ["prepared"])))

    def subgraph(model: onnx.ModelProto) -> None:
        value = helper.make_tensor_value_info("inner", TensorProto.FLOAT, None)
        branch = helper.make_graph([helper.make_node("Identity", ["features"], ["inner"])], "branch", [], [value])
        prepend(model, helper.make_node("If", ["features"], ["prepared"], then_branch=branch, else_branch=branch))

    changed("subgraph", subgraph)
    function = helper.make_function("bank", "Twice", ["x"], ["y"], [helper.make_node("Add", ["x", "x"], ["y"])], [helper.make_opsetid("", 17)])
    changed("function", lambda model: model.functions.append(function))


def tensors() -> None:
    def add(model: onnx.ModelProto, tensor: onnx.TensorProto) -> None:
        tensor.name = "constant"
        model.graph.initializer.append(tensor)
        prepend(model, helper.make_node("Add", ["features", "constant"], ["prepared"]))

    outside = TensorProto(data_type=TensorProto.FLOAT, dims=[FEATURES], data_location=TensorProto.EXTERNAL)
    outside.external_data.add(key="location", value="../../../../etc/passwd")
    changed("external-data", lambda model: add(model, outside))
    huge = TensorProto(data_type=TensorProto.FLOAT, dims=[1_000_000, 1_000_000], raw_data=b"\0" * 16)
    changed("huge-tensor", lambda model: add(model, huge))
    gaps = numpy_helper.from_array(np.array([0, np.nan, 0, 0, 0, 0], dtype=np.float32))
    changed("nan-constant", lambda model: add(model, gaps))


def trees() -> None:
    def self_pointing(model: onnx.ModelProto) -> None:
        attribute(model, "nodes_truenodeids").ints[1] = 1

    def back_to_root(model: onnx.ModelProto) -> None:
        attribute(model, "nodes_falsenodeids").ints[1] = 0

    def far_feature(model: onnx.ModelProto) -> None:
        attribute(model, "nodes_featureids").ints[0] = 1_000_000

    def lost_child(model: onnx.ModelProto) -> None:
        attribute(model, "nodes_truenodeids").ints[0] = 999

    def nan_threshold(model: onnx.ModelProto) -> None:
        attribute(model, "nodes_values").floats[0] = np.nan

    def infinite_weight(model: onnx.ModelProto) -> None:
        attribute(model, "class_weights").floats[0] = np.inf

    def short_column(model: onnx.ModelProto) -> None:
        del attribute(model, "nodes_values").floats[-1]

    def far_class(model: onnx.ModelProto) -> None:
        attribute(model, "class_ids").ints[0] = 70_000

    def raw_scores(model: onnx.ModelProto) -> None:
        attribute(model, "class_weights").floats[:] = [40 * weight for weight in attribute(model, "class_weights").floats]

    for change in (self_pointing, back_to_root, far_feature, lost_child, nan_threshold, infinite_weight, short_column, far_class, raw_scores):
        changed(change.__name__.replace("_", "-"), change)


def inputs_and_outputs() -> None:
    def input_type(model: onnx.ModelProto, kind: int) -> None:
        model.graph.input[0].type.tensor_type.elem_type = kind

    changed("double-input", lambda model: input_type(model, TensorProto.DOUBLE))
    changed("text-input", lambda model: input_type(model, TensorProto.STRING))
    second = helper.make_tensor_value_info("more", TensorProto.FLOAT, [None, 1])
    changed("two-inputs", lambda model: model.graph.input.append(second))
    changed("one-row-only", lambda model: setattr(model.graph.input[0].type.tensor_type.shape.dim[0], "dim_value", 1))
    flat = helper.make_tensor_value_info("features", TensorProto.FLOAT, [FEATURES])
    changed("flat-input", lambda model: model.graph.input[0].CopyFrom(flat))
    changed("labels-only", lambda model: model.graph.output.pop())

    def ambiguous(model: onnx.ModelProto) -> None:
        model.graph.node.append(helper.make_node("Identity", ["probabilities"], ["again"]))
        model.graph.output.append(helper.make_tensor_value_info("again", TensorProto.FLOAT, [None, 2]))

    changed("ambiguous-outputs", ambiguous)


if __name__ == "__main__":
    (HERE / "bad").mkdir(exist_ok=True)
    unreadable()
    graphs()
    tensors()
    trees()
    inputs_and_outputs()
