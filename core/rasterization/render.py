"""Rendering strokes to the 28 × 28 pixels of MNIST's convention."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE
from core.drawing.strokes import SMALLEST, Drawing, Points
from core.rasterization.mnist_convention import BOX, CENTER, PEN_WIDTH, Placement

_MIN_STEP = 0.2
"""Pixels; points nearer than this to the one before make no visible difference."""
_STRAIGHT_TOLERANCE, _HALVINGS = 0.02, 3
"""The invisible distance from a straight line in pixels, and how often half of the points may be
removed."""


def line_segments(lines: Iterable[Points]) -> tuple[Points, Points]:
    """Give the starts and ends, both (n, 2), of segments along lines in pixels.

    A single point is a segment of length 0.
    """
    thinned = [_straighten(_thin(line)) for line in lines]
    starts = [line[:-1] if len(line) > 1 else line for line in thinned]
    ends = [line[1:] if len(line) > 1 else line for line in thinned]
    return np.concatenate(starts), np.concatenate(ends)


def _thin(line: Points) -> Points:
    """Keep the first and the last point, and between them one for each smallest step."""
    if len(line) < 3:
        return line
    distance = np.abs(np.diff(line, axis=0, prepend=line[:1])).max(axis=1).cumsum()
    fresh = np.diff(np.floor(distance[:-1] / _MIN_STEP)) > 0
    thinned: Points = line[np.concatenate([[True], fresh, [True]])]
    return thinned


def _straighten(line: Points) -> Points:
    """Remove the points that lie nearly on the line between their neighbors."""
    for _ in range(_HALVINGS):
        if len(line) < 4:
            break
        before, at, after = line[:-2:2], line[1:-1:2], line[2::2]
        chord, to = after - before, at - before
        off = np.abs(chord[:, 0] * to[:, 1] - chord[:, 1] * to[:, 0])
        along = (chord * to).sum(axis=1)
        squared = (chord * chord).sum(axis=1)
        needless = (off < _STRAIGHT_TOLERANCE * np.sqrt(squared)) & (along > 0) & (along < squared)
        mask = np.ones(len(line), bool)
        mask[1 : 2 * len(at) : 2] = ~needless
        line = line[mask]
    return line


Ink = npt.NDArray[np.float32]

_INDICES: Ink = np.arange(IMAGE_SIDE, dtype=np.float32)
_SEGMENTS_PER_BLOCK = 32
"""The number of segments whose distances fit into the processor's cache."""
_GRID: Ink = np.indices((IMAGE_SIDE, IMAGE_SIDE))[::-1].reshape(2, -1).T.astype(np.float32)


def coverage(starts: Points, ends: Points) -> Ink:
    """Compute the ink in each pixel, (784,) 0-1, from its distance to the nearest segment."""
    squared = np.full((IMAGE_SIDE, IMAGE_SIDE), np.inf, np.float32)
    for first in range(0, len(starts), _SEGMENTS_PER_BLOCK):
        part = slice(first, first + _SEGMENTS_PER_BLOCK)
        distances = _squared_distances(
            starts[part].astype(np.float32), ends[part].astype(np.float32)
        )
        np.minimum(squared, distances, out=squared)
    covered: Ink = np.clip(PEN_WIDTH / 2 + 0.5 - np.sqrt(squared), 0.0, 1.0)
    return covered.ravel()


def _squared_distances(starts: Ink, ends: Ink) -> Ink:
    """Compute the squared distance from each pixel to the nearest of some segments, (28, 28)."""
    direction = ends - starts
    squared = np.maximum((direction * direction).sum(axis=1, keepdims=True), np.float32(1e-12))
    # Columns and rows apart, (segments, 28): the terms that depend on both are sums of these.
    x, y = _INDICES - starts[:, :1], _INDICES - starts[:, 1:]
    along = (y * (direction[:, 1:] / squared))[:, :, None] + (x * (direction[:, :1] / squared))[
        :, None, :
    ]
    np.clip(along, 0.0, 1.0, out=along)
    off_x = along * direction[:, :1, None]
    np.subtract(x[:, None, :], off_x, out=off_x)
    along *= direction[:, 1:, None]
    np.subtract(y[:, :, None], along, out=along)
    np.multiply(off_x, off_x, out=off_x)
    np.multiply(along, along, out=along)
    off_x += along
    nearest: Ink = off_x.min(axis=0)
    return nearest


def center_of_mass(ink: Ink) -> Points:
    """Compute the center of mass of ink (784,) as pixel indices x, y."""
    center: Points = (ink @ _GRID / ink.sum()).astype(np.float64)
    return center


def place(drawing: Drawing) -> Placement:
    """Find the placement of a drawing, which must not be empty and may have any size and place."""
    if drawing.picture is not None:
        from core.rasterization.picture_render import (
            place_picture,  # which needs Pillow: few drawings do
        )

        return place_picture(drawing)
    return _fit(drawing)[0]


def render(drawing: Drawing) -> npt.NDArray[np.uint8]:
    """Render a drawing as the network sees it: (28, 28) uint8, 0 is paper; blank when empty."""
    if not drawing:
        return np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    if drawing.picture is not None:
        from core.rasterization.picture_render import render_picture

        return render_picture(drawing)
    return _pixels(*_fit(drawing)[1:])


def render_and_place(drawing: Drawing) -> tuple[npt.NDArray[np.uint8], Placement]:
    """Give the results of `render` and `place` for a drawing, which must not be empty."""
    if drawing.picture is not None:
        return render(drawing), place(drawing)
    placement, starts, ends = _fit(drawing)
    return _pixels(starts, ends), placement


def _pixels(starts: Points, ends: Points) -> npt.NDArray[np.uint8]:
    ink = coverage(starts, ends)
    return np.rint(255 * ink).astype(np.uint8).reshape(IMAGE_SIDE, IMAGE_SIDE)


def _fit(drawing: Drawing) -> tuple[Placement, Points, Points]:
    """Find the placement of a drawing, and the starts and ends of its segments after it."""
    lines = [stroke.points for stroke in drawing.strokes]
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    longest = float((high - low).max())
    scale = (BOX - PEN_WIDTH) / longest if longest > SMALLEST else 1.0
    offset = CENTER - scale * (low + high) / 2
    starts, ends = line_segments(scale * line + offset for line in lines)
    shift = CENTER - center_of_mass(coverage(starts, ends))
    shift = np.clip(shift, *_room_to_shift(starts, ends))
    return Placement(scale, offset + shift), starts + shift, ends + shift


def _room_to_shift(starts: Points, ends: Points) -> tuple[Points, Points]:
    """Compute how far the ink can move to either side before the edge of the field cuts it off.

    No digit needs more; a lopsided drawing would lose a part.
    """
    low = np.minimum(starts, ends).min(axis=0) - PEN_WIDTH / 2
    high = np.maximum(starts, ends).max(axis=0) + PEN_WIDTH / 2
    return -0.5 - low, IMAGE_SIDE - 0.5 - high
