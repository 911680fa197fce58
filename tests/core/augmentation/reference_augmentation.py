"""The distortions written out pixel by pixel, and random numbers that are not random."""

from collections.abc import Callable, Sequence
from math import cos, floor, radians, sin

import numpy as np

from core.augmentation.augment import augment
from core.augmentation.augmentation_settings import AugmentationStrengths

SIDE = 28
MIDDLE = (SIDE - 1) / 2
Matrix = Sequence[Sequence[float]]
"""2 × 2: (y, x) of a pixel, from the middle, to where it takes its ink from."""


class Fixed:
    """Instead of a generator: uniform numbers that lie at one share of their range."""

    def __init__(self, share: float) -> None:
        self._share = share

    def uniform(self, low: float, high: float, size: object) -> np.ndarray:
        return np.full(size, low + self._share * (high - low))  # type: ignore[call-overload]


def distorted(image: np.ndarray, strengths: AugmentationStrengths, share: float) -> np.ndarray:
    """One image (28, 28) with the distortion at that share of the range: 1 is the farthest."""
    out = augment(image.reshape(1, -1), strengths, Fixed(share))  # type: ignore[arg-type]
    return out.reshape(SIDE, SIDE)


def sampled(image: np.ndarray, y: float, x: float) -> float:
    """Bilinear; outside of the image there is paper."""
    top, left, ink = floor(y), floor(x), 0.0
    for row, share_y in ((top, top + 1 - y), (top + 1, y - top)):
        for column, share_x in ((left, left + 1 - x), (left + 1, x - left)):
            if 0 <= row < SIDE and 0 <= column < SIDE:
                ink += share_y * share_x * float(image[row, column]) / 255
    return ink


def warped(image: np.ndarray, matrix: Matrix, shift: tuple[float, float] = (0, 0)) -> np.ndarray:
    (yy, yx), (xy, xx) = matrix
    out = np.zeros((SIDE, SIDE))
    for row in range(SIDE):
        for column in range(SIDE):
            y, x = row - MIDDLE, column - MIDDLE
            out[row, column] = sampled(
                image, yy * y + yx * x + shift[0] + MIDDLE, xy * y + xx * x + shift[1] + MIDDLE
            )
    return out


def rotation(degrees: float) -> Matrix:
    angle = radians(degrees)
    return [[cos(angle), sin(angle)], [-sin(angle), cos(angle)]]


def scaling(factor: float) -> Matrix:
    return [[factor, 0], [0, factor]]


def slant(share: float) -> Matrix:
    return [[1, 0], [share, 1]]


def extreme_of_neighbors(image: np.ndarray, choose: Callable[[list[float]], float]) -> np.ndarray:
    """Of each pixel and its four neighbors, as floats 0-1."""
    out = np.zeros((SIDE, SIDE))
    for row in range(SIDE):
        for column in range(SIDE):
            near = [(row, column), (row - 1, column), (row + 1, column)]
            near += [(row, column - 1), (row, column + 1)]
            inks = [image[y, x] / 255 for y, x in near if 0 <= y < SIDE and 0 <= x < SIDE]
            out[row, column] = choose(inks)
    return out
