"""Antialiased lines: how much of each pixel is ink."""

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE
from core.ink.convention import PEN_WIDTH
from core.ink.strokes import Points

Ink = npt.NDArray[np.float32]

_INDICES: Ink = np.arange(IMAGE_SIDE, dtype=np.float32)
_AT_ONCE = 32
"""Segments whose distances fit into the processor's cache."""
_GRID: Ink = np.indices((IMAGE_SIDE, IMAGE_SIDE))[::-1].reshape(2, -1).T.astype(np.float32)


def coverage(starts: Points, ends: Points) -> Ink:
    """How much of each pixel is ink, (784,), 0-1, from its distance to the nearest segment."""
    squared = np.full((IMAGE_SIDE, IMAGE_SIDE), np.inf, np.float32)
    for first in range(0, len(starts), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        found = _squared_distances(starts[part].astype(np.float32), ends[part].astype(np.float32))
        np.minimum(squared, found, out=squared)
    covered: Ink = np.clip(PEN_WIDTH / 2 + 0.5 - np.sqrt(squared), 0.0, 1.0)
    return covered.ravel()


def _squared_distances(starts: Ink, ends: Ink) -> Ink:
    """From each pixel to the nearest of some segments, (28, 28)."""
    way = ends - starts
    squared = np.maximum((way * way).sum(axis=1, keepdims=True), np.float32(1e-12))
    # Of the pixels' columns and rows alone, (segments, 28): what depends on both adds up.
    x, y = _INDICES - starts[:, :1], _INDICES - starts[:, 1:]
    along = (y * (way[:, 1:] / squared))[:, :, None] + (x * (way[:, :1] / squared))[:, None, :]
    np.clip(along, 0.0, 1.0, out=along)
    off_x = along * way[:, :1, None]
    np.subtract(x[:, None, :], off_x, out=off_x)
    along *= way[:, 1:, None]
    np.subtract(y[:, :, None], along, out=along)
    np.multiply(off_x, off_x, out=off_x)
    np.multiply(along, along, out=along)
    off_x += along
    nearest: Ink = off_x.min(axis=0)
    return nearest


def centre_of_mass(ink: Ink) -> Points:
    """Of ink (784,), as pixel indices x, y."""
    centre: Points = (ink @ _GRID / ink.sum()).astype(np.float64)
    return centre
