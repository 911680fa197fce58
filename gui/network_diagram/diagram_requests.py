"""What a diagram of the network is to show, and its computation in a thread."""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE, to_pixels
from core.datasets.mnist import DatasetProvider

if TYPE_CHECKING:
    from core.inside.connections import Connections
    from core.inside.contributions import Contributions
    from core.inside.layer_values import LayerValues
    from core.models.model_file import Model
    from core.nn.activations import Floats
    from core.nn.mlp import MLP
    from core.recognition.prediction import ImagePrediction

Ink = npt.NDArray[np.uint8]
"""(28, 28) uint8, what the network sees; 0 is paper."""
Unit = tuple[int, int]
"""The index of a layer, 0 for the first hidden one, and the number of a unit in it."""
ANSWER, SECOND, NOTHING = -1, -2, -3
"""In place of a digit: the answer, the second most likely digit, and none."""


class TileOrder(StrEnum):
    """The orders of the units of a layer."""

    NUMBER = "number"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True)
class DiagramRequest:
    """What is to be shown."""

    model: "Model"
    image: Ink | int | None
    """What the network sees, or the number of a test image; None for no image."""
    digit: int
    """The digit to which units contribute; ANSWER for the answer."""
    against: int
    """The digit with which it is compared; SECOND or NOTHING."""
    order: TileOrder
    firsts: tuple[int, ...]
    """The place of the first unit shown of each hidden layer."""
    counts: tuple[int, ...]
    """How many units of each hidden layer have room."""
    connections: int
    """How many connections into each layer are shown."""
    chosen: Unit | None
    """The unit whose connections and pixels are shown; None for those of all units."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownLayer:
    """The units of one layer that are shown."""

    units: npt.NDArray[np.intp]
    """(n,) intp; in the order in which they are shown."""
    first: int
    """The place of the first of them among all units of the layer."""
    total: int
    """How many units the layer has."""
    outputs: "Floats | None"
    """(n,); None without an image."""
    scale: float
    """The largest finite magnitude of the outputs of the whole layer; 1 where there is none."""
    parts: "Floats | None"
    """(n,); their contributions; None without an image, and for the output layer."""
    part_scale: float
    """The largest finite magnitude of the contributions of the whole layer."""

    @property
    def rest(self) -> int:
        """How many units are not shown."""
        return self.total - len(self.units)


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """What is shown."""

    request: DiagramRequest
    ink: Ink | None
    label: int | None
    """The label of a test image."""
    prediction: "ImagePrediction | None"
    layers: tuple[ShownLayer, ...]
    """All hidden layers, and the output layer."""
    connections: "tuple[Connections, ...]"
    """Those into each of these layers; empty without an image."""
    contributions: "Contributions | None"
    pixels: "Floats | None"
    """(28, 28); what each pixel contributes through the chosen unit, or through all units."""
    seconds: float
    """The time that the processor took."""


def compute_diagram(request: DiagramRequest, source: DatasetProvider) -> Diagram:
    """Compute a diagram."""
    started = time.thread_time()
    ink, label = _image(request.image, source)
    found = _blank(request) if ink is None else _filled(request, ink, label)
    return _timed(found, time.thread_time() - started)


def _timed(diagram: Diagram, seconds: float) -> Diagram:
    from dataclasses import replace

    return replace(diagram, seconds=seconds)


def _image(image: Ink | int | None, source: DatasetProvider) -> tuple[Ink | None, int | None]:
    if not isinstance(image, int):
        return image, None
    test = source.get().test
    return test.images[image].reshape(IMAGE_SIDE, IMAGE_SIDE), int(test.labels[image])


def _blank(request: DiagramRequest) -> Diagram:
    """Show the units without an image."""
    sizes = request.model.network.sizes[1:]
    layers = [
        ShownLayer(_page(request, layer, np.arange(size)), _first(request, layer), size, *_NO_IMAGE)
        for layer, size in enumerate(sizes)
    ]
    return Diagram(request, None, None, None, tuple(layers), (), None, None, 0.0)


_NO_IMAGE = (None, 1.0, None, 1.0)


@np.errstate(all="ignore")  # a diverged network has infinite or undefined values
def _filled(request: DiagramRequest, ink: Ink, label: int | None) -> Diagram:
    from core.inside.connections import strongest_connections
    from core.inside.contributions import contributions
    from core.inside.layer_values import layer_values
    from core.recognition.recognizer import Recognizer

    network = request.model.network
    prediction = Recognizer(request.model).recognize_image(ink)
    pixels = to_pixels(ink.reshape(1, -1), dtype=network.parameters.dtype)
    values = layer_values(network, pixels)
    found = contributions(network, values, *_question(request, prediction))
    layers = [
        _hidden(request, layer, values[layer], part) for layer, part in enumerate(found.units)
    ]
    shares = prediction.probabilities
    layers.append(ShownLayer(np.arange(len(shares)), 0, len(shares), shares, 1.0, None, 1.0))
    shown = [np.arange(network.sizes[0]), *(each.units for each in layers)]
    connections = [
        strongest_connections(
            network,
            values,
            layer,
            request.connections,
            _only(request.chosen, layer - 1, shown[layer]),
            _only(request.chosen, layer, shown[layer + 1]),
        )
        for layer in range(len(layers))
    ]
    through = _pixels(network, values, found, request.chosen).reshape(IMAGE_SIDE, IMAGE_SIDE)
    return Diagram(
        request, ink, label, prediction, tuple(layers), tuple(connections), found, through, 0.0
    )


def _question(request: DiagramRequest, prediction: "ImagePrediction") -> tuple[int, int | None]:
    """Return the digit and the one it is compared with."""
    digit = prediction.digit if request.digit == ANSWER else request.digit
    if request.against == NOTHING:
        return digit, None
    if request.against != SECOND and request.against != digit:
        return digit, request.against
    likely = np.argsort(prediction.probabilities)[::-1].tolist()
    return digit, next(each for each in likely if each != digit)


def _hidden(
    request: DiagramRequest, layer: int, values: "LayerValues", parts: "Floats"
) -> ShownLayer:
    from core.inside.unit_weights import descending_order, largest_magnitude

    outputs = values.outputs[0]
    strongest = request.order is TileOrder.CONTRIBUTION
    order = descending_order(np.abs(parts)) if strongest else np.arange(len(parts))
    units = _page(request, layer, order)
    return ShownLayer(
        units,
        _first(request, layer),
        len(order),
        outputs[units],
        largest_magnitude(outputs),
        parts[units],
        largest_magnitude(parts),
    )


def _first(request: DiagramRequest, layer: int) -> int:
    return request.firsts[layer] if layer < len(request.firsts) else 0


def _page(request: DiagramRequest, layer: int, order: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    if layer >= len(request.counts):  # the output layer
        return order
    first = request.firsts[layer]
    return order[first : first + request.counts[layer]]


def _only(chosen: Unit | None, layer: int, units: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return the chosen unit alone where it is one of these units, and otherwise all of them."""
    if chosen is None or chosen[0] != layer or chosen[1] not in units:
        return units
    return np.array([chosen[1]])


def _pixels(
    network: "MLP", values: "list[LayerValues]", found: "Contributions", chosen: Unit | None
) -> "Floats":
    from core.inside.contributions import pixel_contributions

    if chosen is None or chosen[0] >= len(network.activations):
        return found.pixels
    return pixel_contributions(network, values, found, *chosen)
