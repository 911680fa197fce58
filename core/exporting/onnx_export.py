"""Export of a model to ONNX, the format that most runtimes read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS
from core.exporting.layers import Layer, layers_of
from core.exporting.optional_import import require_library
from core.models.model_file import Model, format_metadata
from core.nn.activations import GELU, LeakyReLU

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto, ValueInfoProto

_OPSET, _IR_VERSION = 13, 8
"""Versions of 2020 and 2021: newer ones are not needed, and exclude runtimes."""


def onnx_of(model: Model) -> bytes:
    """Return an ONNX model with the metadata of our safetensors files.

    Its graph leads from `pixels`, (n, 784) float32 0-1 for any n, to `logits` and `probabilities`,
    both (n, 10) float32.

    Raises ExportError without the library onnx.
    """
    with require_library("onnx", "onnx"):
        from onnx import TensorProto, checker, helper

    graph = _Graph()
    graph.add_layers(layers_of(model))

    def tensor(name: str, width: int) -> "ValueInfoProto":
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])

    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "inkling",
            [tensor("pixels", PIXELS)],
            [tensor("logits", CLASSES), tensor("probabilities", CLASSES)],
            graph.constants,
        ),
        producer_name="Inkling",
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    helper.set_model_props(made, format_metadata(model))
    checker.check_model(made)
    content: bytes = made.SerializeToString()
    return content


class _Graph:
    """The nodes of a graph in their order, and their constants."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def add_layers(self, layers: list[Layer]) -> None:
        values = "pixels"
        for number, layer in enumerate(layers, start=1):
            last = number == len(layers)
            weights = self._array(f"layer{number}.weights", layer.weights)
            biases = self._array(f"layer{number}.biases", layer.biases)
            sums = "logits" if last else f"layer{number}.sums"
            self._node("Gemm", [values, weights, biases], sums)
            values = "probabilities" if last else f"layer{number}.outputs"
            _FUNCTIONS[layer.function](self, sums, values)

    def apply(self, operator: str, x: str, y: str, **attributes: Any) -> None:
        self._node(operator, [x], y, **attributes)

    def silu(self, x: str, y: str) -> None:
        self._node("Sigmoid", [x], f"{y}.sigmoid")
        self._node("Mul", [x, f"{y}.sigmoid"], y)

    def gelu(self, x: str, y: str) -> None:
        """x/2 (1 + tanh(√(2/π)(x + 0.044715 x³))): the operator is newer than `_OPSET`."""
        cubic = self._times(x, x, f"{y}.square")
        cubic = self._times(cubic, self._number(f"{y}.a", GELU.CUBIC), f"{y}.cubic")
        self._node("Add", [cubic, self._number(f"{y}.one", 1.0)], f"{y}.sum")
        inner = self._times(f"{y}.sum", x, f"{y}.inner")
        inner = self._times(inner, self._number(f"{y}.b", GELU.FACTOR), f"{y}.scaled")
        self._node("Tanh", [inner], f"{y}.tanh")
        self._node("Add", [f"{y}.tanh", f"{y}.one"], f"{y}.gate")
        half = self._times(x, self._number(f"{y}.c", 0.5), f"{y}.half")
        self._times(half, f"{y}.gate", y)

    def _times(self, left: str, right: str, product: str) -> str:
        self._node("Mul", [left, right], product)
        return product

    def _number(self, name: str, value: float) -> str:
        return self._array(name, value)

    def _array(self, name: str, values: object) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.asarray(values, np.float32), name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))


_FUNCTIONS: dict[str, Callable[[_Graph, str, str], None]] = {
    "sigmoid": lambda graph, x, y: graph.apply("Sigmoid", x, y),
    "tanh": lambda graph, x, y: graph.apply("Tanh", x, y),
    "relu": lambda graph, x, y: graph.apply("Relu", x, y),
    "leaky_relu": lambda graph, x, y: graph.apply("LeakyRelu", x, y, alpha=LeakyReLU.SLOPE),
    "elu": lambda graph, x, y: graph.apply("Elu", x, y, alpha=1.0),
    "gelu": _Graph.gelu,
    "silu": _Graph.silu,
    "linear": lambda graph, x, y: graph.apply("Identity", x, y),
    "softmax": lambda graph, x, y: graph.apply("Softmax", x, y, axis=1),
}
