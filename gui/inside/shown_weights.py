"""The weights of units as images: as they are, or their change since an earlier network."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.foundation.errors import InklingError

if TYPE_CHECKING:
    from core.inside.unit_weights import WeightImages
    from core.models.model_file import Model
    from core.nn.activations import Floats
    from core.runs.earlier_network import EarlierNetwork, EarlierNetworks

_WEIGHTS = "The weight of each pixel"
_MATRIX = "The weights from each unit of the layer before"
_PATHS = "Sums over all paths to the pixels, without activations and biases"


class WeightView(StrEnum):
    """What the images of units show."""

    WEIGHTS = "weights"
    START = "change since the start"
    EPOCH = "change since the epoch before"


@dataclass(frozen=True, slots=True)
class Images:
    """Whose weights are shown, and how."""

    model: "Model"
    layer: int
    view: WeightView
    run: Path | None
    """The folder of the run in which the network was trained; None where it is not known."""


class ShownWeights:
    """Makes the images, in a thread."""

    def __init__(self) -> None:
        self._earlier: EarlierNetworks | None = None

    def show(
        self, images: Images, units: npt.NDArray[np.intp]
    ) -> "tuple[WeightImages, tuple[str, ...]]":
        """Return the images of some units, and texts that say what they show, the longest first.

        Where an earlier network is not known, they are the weights themselves, and the longest text
        says why.
        """
        from core.inside.unit_weights import weight_changes, weight_images

        network, layer = images.model.network, images.layer
        what = _PATHS if layer else _WEIGHTS
        if images.view is WeightView.WEIGHTS:
            return weight_images(network, layer, units), (f"{what}.",)
        try:
            before = self._find(images)
        except InklingError as error:
            return weight_images(network, layer, units), _not_known(error)
        changes = weight_changes(network, before.network, layer, units)
        return changes, _since(what, before)

    def matrix(self, images: Images) -> "tuple[Floats, tuple[str, ...]]":
        """Return the weights of a layer, a row for each unit, and texts as `show` does."""
        weights = images.model.network.weights[images.layer].T
        if images.view is WeightView.WEIGHTS:
            return weights, (f"{_MATRIX}.",)
        try:
            before = self._find(images)
        except InklingError as error:
            return weights, _not_known(error)
        changes: Floats = weights - before.network.weights[images.layer].T
        return changes, _since(_MATRIX, before)

    def _find(self, images: Images) -> "EarlierNetwork":
        from core.runs.earlier_network import Earlier, EarlierNetworks

        if self._earlier is None:
            self._earlier = EarlierNetworks()
        earlier = Earlier.START if images.view is WeightView.START else Earlier.EPOCH
        return self._earlier.find(images.model, earlier, images.run)


def _not_known(error: InklingError) -> tuple[str, ...]:
    return f"{error} These are the weights.", "Not known: these are the weights."


def _since(what: str, before: "EarlierNetwork") -> tuple[str, ...]:
    return f"{what}: the change since {before.text}.", f"Since {before.text}."
