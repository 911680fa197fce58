"""Images of ink of any size are converted to the 28 × 28 pixels of MNIST's convention."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.dataset import IMAGE_SIDE
from core.rasterization.mnist_convention import BOX, CENTER
from core.rasterization.sliding_window import sliding_extreme

_FAINTEST_INK = 0.15
"""A share of the strongest ink; weaker ink does not count for the size."""
_MIN_WIDTH = 1.5
"""Pixels of the network: lines of a ballpoint are thinner, and no digit of MNIST's is."""
_MNIST_WIDTH = 2.2
"""Pixels of the network: the width to which thinner lines are thickened."""


Strength = npt.NDArray[np.float32]
"""(h, w), 0-1."""


class Normalized(NamedTuple):
    """The pixels that a network reads, and their relation to those of the original image."""

    pixels: npt.NDArray[np.uint8]
    """(28, 28) uint8; 0 is paper."""
    scale: float
    """Pixels of the result for each pixel of the original."""
    offset: npt.NDArray[np.float64]
    """(2,), x and y: the upper left corner of the original as pixel indices of the result."""


def normalize(ink: npt.NDArray[np.uint8]) -> Normalized:
    """Scale ink, (h, w) uint8 and not all 0, to MNIST's box and center its mass."""
    low, high = _ink_range(ink)
    rows, columns = ink_box(ink)
    strength = ((ink[rows, columns].astype(np.float32) - low) / (high - low)).astype(np.float32)
    more = _missing_width(strength)
    if more:
        strength = _thicken(strength, more)
    scale = BOX / max(strength.shape)
    height, width = (max(1, round(side * scale)) for side in strength.shape)
    scaled = Image.fromarray(strength).resize((width, height), Image.Resampling.BOX)
    digit = np.rint(255 * np.asarray(scaled)).astype(np.uint8)
    row, column = _centering_corner(digit)
    first = np.array([columns.start, rows.start]) - more
    corner = np.array([column, row]) - scale * first - 0.5
    return Normalized(_place_in_field(digit, row, column), scale, corner)


def ink_box(ink: npt.NDArray[np.uint8]) -> tuple[slice, slice]:
    """Find the rows and columns that hold ink, which is not all 0, except the faintest ink."""
    low, high = _ink_range(ink)
    strong = ink > low + _FAINTEST_INK * (high - low)
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _ink_range(ink: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Find the values of paper and of the strongest ink.

    If all values are the same, all is ink, since a part of a picture may show no paper.
    """
    low, high = int(ink.min()), int(ink.max())
    return (low, high) if low < high else (0, high)


def _missing_width(strength: Strength) -> int:
    """Compute by how many pixels on each side lines must grow to be as wide as MNIST's.

    The width of a line is twice its area divided by the length of its edge; an edge has on average
    over all directions 4/π times as many steps between pixels as its length.
    """
    mask = np.pad(strength > 0.5, 1)
    steps = sum(int(np.count_nonzero(np.diff(mask, axis=axis))) for axis in (0, 1))
    width = 2 * np.count_nonzero(mask) / (steps * np.pi / 4)
    scale = BOX / max(strength.shape)
    return round((_MNIST_WIDTH / scale - width) / 2) if scale * width < _MIN_WIDTH else 0


def _thicken(strength: Strength, by: int) -> Strength:
    grown = np.pad(strength, 2 * by)
    for axis in (0, 1):
        grown = sliding_extreme(grown, 2 * by + 1, axis, np.maximum)
    return grown


def _centering_corner(digit: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Find the corner, row and column, that brings the center of mass nearest to the field's."""
    mass = digit.astype(np.float64)
    center = [
        float(np.average(np.arange(mass.shape[axis]), weights=mass.sum(axis=1 - axis)))
        for axis in (0, 1)
    ]
    row, column = (int(np.floor(CENTER - value + 0.5)) for value in center)
    return row, column


def _place_in_field(digit: npt.NDArray[np.uint8], row: int, column: int) -> npt.NDArray[np.uint8]:
    # A margin as wide as any shift; the field is cut out of it.
    margin = IMAGE_SIDE
    field = np.zeros((3 * margin, 3 * margin), np.uint8)
    height, width = digit.shape
    field[margin + row : margin + row + height, margin + column : margin + column + width] = digit
    return field[margin:-margin, margin:-margin].copy()
