"""The model as an ONNX graph, built by hand from its weights and then quantised to 8 bits.

Written with onnxruntime's fused operators (Attention, SkipLayerNormalization, BiasGelu), so that nothing has to be
exported, recognised and fused again: quicker to load and to run.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from annotations.entities.model.recogniser import load_runtime
from annotations.entities.training.encoder import EPSILON, HEADS, LAYERS

Weights = Mapping[str, npt.NDArray[np.float32]]
FUSED = "com.microsoft"


class Graph:
    """Nodes and constants under construction."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        """A constant by name, stored once."""
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str, *, turned: bool = False) -> str:
        """A weight of the model, transposed for MatMul if `turned`."""
        value = self._weights[name]
        return self.constant(name, value.T if turned else value)

    def node(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        domain = str(attributes.pop("domain", ""))
        self.nodes.append(
            helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes)
        )
        return output


def build(weights: Weights) -> onnx.ModelProto:
    """The float32 model: inputs ids, casings, real (rows, length) int32; output logits (rows, length, tags)."""
    graph = Graph(weights)
    places = graph.constant("places", np.arange(weights["place.weight"].shape[0], dtype=np.int64))
    shape = graph.node("Shape", ["ids"], "shape", start=1, end=2)
    used = graph.node("Slice", [places, graph.constant("zero", np.array([0])), shape], "used")
    words = graph.node("Gather", [graph.weight("word.weight"), "ids"], "words")
    cases = graph.node("Gather", [graph.weight("casing.weight"), "casings"], "cases")
    spots = graph.node("Gather", [graph.weight("place.weight"), used], "spots")
    both = graph.node("Add", [cases, spots], "cases_spots")
    x = _norm(graph, words, both, "norm", "embedded")
    for number in range(LAYERS):
        x = _layer(graph, x, f"layers.{number}")
    heads = graph.node("Gather", [graph.weight("casing_head.weight"), "casings"], "head_cases")
    x = graph.node("Add", [x, heads], "head_in")
    x = graph.node("MatMul", [x, graph.weight("head.weight", turned=True)], "head_out")
    graph.node("Add", [x, graph.weight("head.bias")], "logits")
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["rows", "length"])
        for name in ("ids", "casings", "real")
    ]
    output = helper.make_tensor_value_info(
        "logits", TensorProto.FLOAT, ["rows", "length", weights["head.bias"].shape[0]]
    )
    made = helper.make_graph(graph.nodes, "recogniser", inputs, [output], list(graph.constants.values()))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="postil")


def _norm(graph: Graph, x: str, skip: str, name: str, output: str) -> str:
    inputs = [x, skip, graph.weight(f"{name}.weight"), graph.weight(f"{name}.bias")]
    return graph.node("SkipLayerNormalization", inputs, output, domain=FUSED, epsilon=EPSILON)


def _linear(graph: Graph, x: str, name: str, output: str) -> str:
    x = graph.node("MatMul", [x, graph.weight(f"{name}.weight", turned=True)], f"{output}_product")
    return graph.node("Add", [x, graph.weight(f"{name}.bias")], output)


def _layer(graph: Graph, x: str, name: str) -> str:
    weights = [graph.weight(f"{name}.qkv.weight", turned=True), graph.weight(f"{name}.qkv.bias")]
    seen = graph.node("Attention", [x, *weights, "real"], f"{name}.seen", domain=FUSED, num_heads=HEADS)
    half = _norm(
        graph, _linear(graph, seen, f"{name}.out", f"{name}.mixed"), x, f"{name}.norm_1", f"{name}.half"
    )
    up = graph.node("MatMul", [half, graph.weight(f"{name}.up.weight", turned=True)], f"{name}.up_product")
    bent = graph.node("BiasGelu", [up, graph.weight(f"{name}.up.bias")], f"{name}.bent", domain=FUSED)
    down = _linear(graph, bent, f"{name}.down", f"{name}.back")
    return _norm(graph, down, half, f"{name}.norm_2", f"{name}.done")


def quantise(whole: Path, small: Path, *, per_channel: bool = True) -> None:
    """Eight-bit weights, activations quantised on the fly (dynamic)."""
    load_runtime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        whole,
        small,
        per_channel=per_channel,
        reduce_range=False,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention", "Gather"],
        extra_options={"DefaultTensorType": TensorProto.FLOAT, "MatMulConstBOnly": True},
    )
