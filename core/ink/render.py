"""Strokes to the 28 × 28 pixels of MNIST's convention."""

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import IMAGE_SIDE
from core.ink.convention import BOX, CENTRE, PEN_WIDTH, SMALLEST, Placement
from core.ink.coverage import centre_of_mass, coverage
from core.ink.segments import segments_of
from core.ink.strokes import Drawing, Points


def place(drawing: Drawing) -> Placement:
    """Where a drawing, which must not be empty, is placed. Sizes and places do not matter."""
    if drawing.picture is not None:
        from core.ink.overlay import place_picture  # which needs Pillow: few drawings do

        return place_picture(drawing)
    return _fit(drawing)[0]


def render(drawing: Drawing) -> npt.NDArray[np.uint8]:
    """The drawing as the network sees it: (28, 28) uint8, 0 is paper; blank when empty."""
    if not drawing:
        return np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    if drawing.picture is not None:
        from core.ink.overlay import render_picture

        return render_picture(drawing)
    return _pixels(*_fit(drawing)[1:])


def render_and_place(drawing: Drawing) -> tuple[npt.NDArray[np.uint8], Placement]:
    """What `render` and `place` give for a drawing, which must not be empty, in one go."""
    if drawing.picture is not None:
        return render(drawing), place(drawing)
    placement, starts, ends = _fit(drawing)
    return _pixels(starts, ends), placement


def _pixels(starts: Points, ends: Points) -> npt.NDArray[np.uint8]:
    ink = coverage(starts, ends)
    return np.rint(255 * ink).astype(np.uint8).reshape(IMAGE_SIDE, IMAGE_SIDE)


def _fit(drawing: Drawing) -> tuple[Placement, Points, Points]:
    """Where the drawing is placed, and there the starts and ends of its segments."""
    lines = [stroke.points for stroke in drawing.strokes]
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    longest = float((high - low).max())
    scale = (BOX - PEN_WIDTH) / longest if longest > SMALLEST else 1.0
    offset = CENTRE - scale * (low + high) / 2
    starts, ends = segments_of(scale * line + offset for line in lines)
    shift = CENTRE - centre_of_mass(coverage(starts, ends))
    shift = np.clip(shift, *_room(starts, ends))
    return Placement(scale, offset + shift), starts + shift, ends + shift


def _room(starts: Points, ends: Points) -> tuple[Points, Points]:
    """How far the ink can move to either side before the edge of the field cuts it off.

    No digit needs more; a lopsided drawing would lose a part of itself.
    """
    low = np.minimum(starts, ends).min(axis=0) - PEN_WIDTH / 2
    high = np.maximum(starts, ends).max(axis=0) + PEN_WIDTH / 2
    return -0.5 - low, IMAGE_SIDE - 0.5 - high
