"""Requests about the inside of a network, which a thread computes, and their results."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import to_pixels
from core.datasets.mnist import DatasetProvider
from gui.inside.shown_weights import Images, ShownWeights

if TYPE_CHECKING:
    from core.inside.ablation import AblatedAccuracy
    from core.inside.exciting_images import ExcitingImages
    from core.inside.unit_sum import UnitSum
    from core.models.model_file import Model
    from core.nn.activations import Floats
    from core.nn.mlp import MLP
    from core.recognition.prediction import ImagePrediction

SEARCHED = 10_000
"""The first training images, among which those that excite a unit most are searched."""

Ink = npt.NDArray[np.uint8]
"""(28, 28) uint8, what the network sees; 0 is paper."""


class Order(StrEnum):
    """The orders of units."""

    NUMBER = "number"
    NORM = "length of the weights"
    CONTRIBUTION = "contribution to the answer"
    SIMILARITY = "similarity"


@dataclass(frozen=True, slots=True, eq=False)
class UnitPage:
    """The weights of some units of a layer as images, in the order in which they are shown."""

    model: "Model"
    layer: int
    first: int
    """The place of the first of them among all units of the layer."""
    units: npt.NDArray[np.intp]
    images: "Floats"
    """(n, 28, 28)."""
    scale: float
    """The end of the color scale, the largest magnitude of all these images."""
    notes: tuple[str, ...]
    """Texts that say what the images show, the longest first."""
    outputs: "Floats | None"
    """(n,); the outputs for the image that the network sees; None where it sees none."""


@dataclass(frozen=True, slots=True, eq=False)
class MatrixPage:
    """The weights of a deeper layer as a matrix, a row for each of its units."""

    model: "Model"
    layer: int
    units: npt.NDArray[np.intp]
    """(rows,); all units in the order of the rows of the whole matrix."""
    size: tuple[int, int]
    """Rows and columns of the whole matrix."""
    block: tuple[int, int]
    """How many rows and columns are one cell."""
    cells: "Floats"
    scale: float
    """The end of the color scale, the largest magnitude."""
    notes: tuple[str, ...]
    """Texts that say what the cells show, the longest first."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitDetails:
    """What one unit is and does for an image."""

    model: "Model"
    layer: int
    unit: int
    image: "Floats"
    """(28, 28); its weights, or the sums of the paths to it."""
    scale: float
    sum: "UnitSum | None"
    """None where the network sees no image."""
    feeds: "tuple[npt.NDArray[np.intp], Floats] | None"
    """The units of the next layer to which its weights are largest, and these weights; None for an
    output unit."""
    before: "ImagePrediction | None"
    after: "ImagePrediction | None"
    """The answers with the unit and without it; None for an output unit as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Excitement:
    """The training images that excite a unit most."""

    model: "Model"
    layer: int
    unit: int
    found: "ExcitingImages"
    images: npt.NDArray[np.uint8]
    """(n, 784)."""
    labels: npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """The accuracy on the test set without a unit."""

    model: "Model"
    layer: int
    unit: int
    accuracy: "AblatedAccuracy"


class InsideRequests:
    """Makes functions that compute results in a thread."""

    def __init__(self, source: DatasetProvider) -> None:
        self._source = source
        self._weights = ShownWeights()

    def page(
        self, images: Images, order: Order, first: int, count: int, ink: Ink | None
    ) -> Callable[[], UnitPage]:
        """Return a function that makes the images of `count` units from `first` on."""
        return lambda: _page(self._weights, images, order, first, count, ink)

    def matrix(
        self, images: Images, order: Order, most: tuple[int, int], ink: Ink | None
    ) -> Callable[[], MatrixPage]:
        """Return a function that makes a matrix of at most so many rows and columns of cells."""
        return lambda: _matrix(self._weights, images, order, most, ink)

    def details(self, images: Images, unit: int, ink: Ink | None) -> Callable[[], UnitDetails]:
        """Return a function that computes the sum of a unit, and the answer without it."""
        return lambda: _details(self._weights, images, unit, ink)

    def exciting(self, model: "Model", layer: int, unit: int) -> Callable[[], Excitement]:
        """Return a function that finds the training images that excite a unit most."""

        def search() -> Excitement:
            from core.inside.exciting_images import exciting_images

            train = self._source.get().train.first(SEARCHED)
            found = exciting_images(model.network, train, layer, np.array([unit]))
            rows = found.rows[0]
            return Excitement(model, layer, unit, found, train.images[rows], train.labels[rows])

        return search

    def without(self, model: "Model", layer: int, unit: int) -> Callable[[], Without]:
        """Return a function that evaluates the network on the test set without a unit."""

        def evaluate() -> Without:
            from core.inside.ablation import ablate_accuracy

            test = self._source.get().test
            return Without(model, layer, unit, ablate_accuracy(model.network, layer, [unit], test))

        return evaluate


def _pixels(model: "Model", ink: Ink | None) -> "Floats | None":
    """Return what the network sees as floats (784,)."""
    if ink is None:
        return None
    pixels: Floats = to_pixels(ink.reshape(1, -1), dtype=model.network.parameters.dtype)[0]
    return pixels


def _page(
    weights: ShownWeights, images: Images, order: Order, first: int, count: int, ink: Ink | None
) -> UnitPage:
    from core.inside.layer_values import layer_values

    model, layer, pixels = images.model, images.layer, _pixels(images.model, ink)
    network = model.network
    units = _ordered(network, layer, order, pixels)[first : first + count]
    shown, notes = weights.show(images, units)
    outputs = None
    if pixels is not None:
        outputs = layer_values(network, pixels[None], layer)[layer].outputs[0, units]
    return UnitPage(model, layer, first, units, shown.images, shown.scale, notes, outputs)


def _matrix(
    weights: ShownWeights, images: Images, order: Order, most: tuple[int, int], ink: Ink | None
) -> MatrixPage:
    from core.inside.unit_weights import largest_magnitude
    from core.inside.weight_matrix import reduced_matrix

    model, layer = images.model, images.layer
    units = _ordered(model.network, layer, order, _pixels(model, ink))
    matrix, notes = weights.matrix(images)
    size = matrix.shape
    cells = reduced_matrix(matrix[units], *most)
    block = -(-size[0] // most[0]), -(-size[1] // most[1])
    scale = largest_magnitude(cells)
    return MatrixPage(model, layer, units, size, block, cells, scale, notes)


def _ordered(
    network: "MLP", layer: int, order: Order, pixels: "Floats | None"
) -> npt.NDArray[np.intp]:
    from core.inside.unit_weights import (
        descending_order,
        similarity_order,
        unit_contributions,
        unit_norms,
    )

    match order:
        case Order.NORM:
            return descending_order(unit_norms(network, layer))
        case Order.SIMILARITY:
            return similarity_order(network, layer)
        case Order.CONTRIBUTION if pixels is not None and layer < len(network.activations):
            digit = int(network.logits(pixels[None]).argmax())
            return descending_order(unit_contributions(network, layer, pixels, digit))
        case _:
            return np.arange(network.sizes[layer + 1])


@np.errstate(all="ignore")  # a diverged network has infinite or undefined values
def _details(
    shown_weights: ShownWeights, images: Images, unit: int, ink: Ink | None
) -> UnitDetails:
    from core.inside.ablation import network_without
    from core.inside.unit_sum import unit_sum
    from core.inside.unit_weights import strongest_outgoing
    from core.recognition.recognizer import Recognizer

    model, layer = images.model, images.layer
    network, pixels = model.network, _pixels(model, ink)
    weights, _ = shown_weights.show(images, np.array([unit]))
    hidden = layer < len(network.activations)
    feeds = strongest_outgoing(network, layer, unit) if hidden else None
    before = after = terms = None
    if ink is not None and pixels is not None:
        terms = unit_sum(network, layer, unit, pixels)
        if hidden:
            before = Recognizer(model).recognize_image(ink)
            without = replace(model, network=network_without(network, layer, [unit]))
            after = Recognizer(without).recognize_image(ink)
    image, scale = weights.images[0], weights.scale
    return UnitDetails(model, layer, unit, image, scale, terms, feeds, before, after)
