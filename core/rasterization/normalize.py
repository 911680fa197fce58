"""Ink in pixels of any number to the 28 × 28 pixels of MNIST's convention (see `render`)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.datasets.dataset import IMAGE_SIDE
from core.rasterization.mnist_convention import BOX, CENTER
from core.rasterization.sliding_window import sliding_extreme

_FAINTEST_INK = 0.15
"""Of the strongest: weaker ink does not count for the size."""
_MIN_WIDTH = 1.5
"""Width of a line, in pixels of the network: a ballpoint's is less, and no digit of MNIST's."""
_MNIST_WIDTH = 2.2
"""Width to which a thinner line is made thicker."""


Strength = npt.NDArray[np.float32]
"""(h, w), 0-1."""


class Normalized(NamedTuple):
    """The pixels that a network reads, and where those of the original went."""

    pixels: npt.NDArray[np.uint8]
    """(28, 28) uint8; 0 is paper."""
    scale: float
    """Sides of its pixels to those of the original."""
    offset: npt.NDArray[np.float64]
    """(2,), x and y: where the upper left corner of the original went, in pixel indices."""


def normalize(ink: npt.NDArray[np.uint8]) -> Normalized:
    """Ink, (h, w) uint8, not all 0, scaled into MNIST's box and centered by its mass."""
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
    """The rows and the columns that hold the ink, not all 0, but for the faintest."""
    low, high = _ink_range(ink)
    strong = ink > low + _FAINTEST_INK * (high - low)
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _ink_range(ink: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """The strength of paper and of the strongest ink. Where all is the same, all is ink: a part of
    a picture may have no paper."""
    low, high = int(ink.min()), int(ink.max())
    return (low, high) if low < high else (0, high)


def _missing_width(strength: Strength) -> int:
    """By how many pixels on either side a line must grow to be as wide as MNIST's.

    A line's width is twice its area by its edge; an edge of any direction has on average 4/π
    times as many steps between pixels as it is long.
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
    """Row and column of the corner that bring the center of mass nearest to the field's."""
    mass = digit.astype(np.float64)
    center = [
        float(np.average(np.arange(mass.shape[axis]), weights=mass.sum(axis=1 - axis)))
        for axis in (0, 1)
    ]
    row, column = (int(np.floor(CENTER - value + 0.5)) for value in center)
    return row, column


def _place_in_field(digit: npt.NDArray[np.uint8], row: int, column: int) -> npt.NDArray[np.uint8]:
    # As wide a margin as the shift can need; the field is cut out of it.
    margin = IMAGE_SIDE
    field = np.zeros((3 * margin, 3 * margin), np.uint8)
    height, width = digit.shape
    field[margin + row : margin + row + height, margin + column : margin + column + width] = digit
    return field[margin:-margin, margin:-margin].copy()
