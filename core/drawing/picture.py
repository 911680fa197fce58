"""A picture on the pad: the ink of a photograph or an image, and its rectangle."""

from dataclasses import dataclass, replace
from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.uint8]
"""(h, w) uint8; 0 is paper, 255 is ink."""


class Box(NamedTuple):
    """A rectangle in the coordinates of a drawing: y down, any unit."""

    x: float
    y: float
    width: float
    height: float

    def within(self, side: float) -> "Box":
        """Scale to fit a square of this side, centered in the square from 0 to 1."""
        scale = side / max(self.width, self.height)
        width, height = scale * self.width, scale * self.height
        return Box((1 - width) / 2, (1 - height) / 2, width, height)


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Picture:
    """Ink as pixels, and the rectangle that they fill; immutable."""

    ink: Ink
    box: Box

    def __post_init__(self) -> None:
        self.ink.setflags(write=False)

    def erased(self, center: tuple[float, float], radius: float) -> Optional["Picture"]:
        """Give the picture without the ink within `radius` of `center`.

        Gives itself where there is no such ink, and None where no ink is left.
        """
        inside = self._distances(center) < radius
        if not self.ink[inside].any():
            return self
        ink = np.where(inside, np.uint8(0), self.ink)
        return replace(self, ink=ink) if ink.any() else None

    def _distances(self, point: tuple[float, float]) -> npt.NDArray[np.float64]:
        """Compute the distances from the center of each pixel to a point, (h, w)."""
        rows, columns = self.ink.shape
        x = self.box.x + (np.arange(columns) + 0.5) / columns * self.box.width - point[0]
        y = self.box.y + (np.arange(rows) + 0.5) / rows * self.box.height - point[1]
        return np.asarray(np.hypot(x, y[:, None]))
