"""Nearest neighbors: the training images that are most similar to a drawing."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE, PIXELS, Split, to_pixels
from core.nn.activations import Floats

_BATCH_ROWS = 1024
"""Images that are converted to floats together and stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbor:
    """A training image near another image."""

    pixels: npt.NDArray[np.uint8]
    """(28, 28) uint8, read-only."""
    digit: int
    """Its label."""
    distance: float
    """The Euclidean distance of pixels from 0 to 1."""


class NearestImages:
    """Finds the nearest images of a split by the Euclidean distance of the pixels.

    It does not compare hidden layers, since it shows what there was to learn from, independently
    of the network, and the result does not change during a training. Drawings are centered and
    scaled like the images, so that pixels can be compared.
    """

    def __init__(self, split: Split) -> None:
        self._split = split
        self._squares = np.concatenate(
            [np.square(to_pixels(part)).sum(axis=1) for part in self._parts(split)]
        )

    def nearest(
        self, pixels: npt.NDArray[np.uint8], count: int, digit: int | None = None
    ) -> tuple[Neighbor, ...]:
        """Find the nearest images to one (28, 28) uint8, nearest first, of all or of one digit."""
        image = to_pixels(pixels.reshape(PIXELS))
        split, squares, rows = self._split, self._squares, np.arange(len(self._split))
        if digit is not None:
            rows = np.flatnonzero(split.labels == digit)
            split, squares = Split(split.images[rows], split.labels[rows]), squares[rows]
        # ‖a − x‖² = ‖a‖² − 2 a·x + ‖x‖², and the last term is the same for all a.
        products = [to_pixels(part) @ image for part in self._parts(split)]
        distances = squares - 2 * np.concatenate([*products, np.empty(0, np.float32)])
        return tuple(self._neighbor(rows[near], image) for near in _lowest(distances, count))

    @staticmethod
    def _parts(split: Split) -> list[npt.NDArray[np.uint8]]:
        return [split.images[i : i + _BATCH_ROWS] for i in range(0, len(split), _BATCH_ROWS)]

    def _neighbor(self, row: int, image: Floats) -> Neighbor:
        pixels = self._split.images[row]
        distance = float(np.linalg.norm(to_pixels(pixels) - image))
        side = (IMAGE_SIDE, IMAGE_SIDE)
        return Neighbor(pixels.reshape(side), int(self._split.labels[row]), distance)


def _lowest(values: Floats, count: int) -> npt.NDArray[np.intp]:
    count = min(count, len(values))
    few = np.argpartition(values, count - 1)[:count] if count else np.empty(0, np.intp)
    return few[np.argsort(values[few], kind="stable")]
