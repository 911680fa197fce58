"""The bounds of a drawing, and scaling a drawing to the size of the pad."""

from dataclasses import replace

import numpy as np

from core.drawing.picture import Box
from core.drawing.strokes import SMALLEST, Drawing, Points, Stroke

_MARGIN = 0.06
"""The margin around a saved drawing, as a share of its longest side."""
_PAD_SHARE = 0.8
"""The size of a drawing from elsewhere, as a share of the pad's side."""
_MIN_VISIBLE = 0.15


def view_box(drawing: Drawing, pen: float) -> Box:
    """Give the rectangle that an image of a drawing, which must not be empty, has to show.

    `pen` is the width of strokes that have none of their own.
    """
    box = _ink_box(drawing, pen)
    if not max(box.width, box.height) > SMALLEST:  # so far away that rounding swallows the pen
        box = Box(box.x - 0.5, box.y - 0.5, 1.0, 1.0)
    margin = _MARGIN * max(box.width, box.height)
    return Box(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin)


def fit_to_pad(drawing: Drawing) -> Drawing:
    """Scale and move a drawing of strokes alone so that the user sees it on the pad.

    The pad's square is from 0 to 1, with room beside it. A drawing that was made there stays
    unchanged; any other is scaled, with its aspect ratio kept, and centered.
    """
    box = _ink_box(drawing, 0.0)
    longest = max(box.width, box.height)
    fits = min(box.x, box.y) >= -1 and max(box.x + box.width, box.y + box.height) <= 2
    if fits and longest > _MIN_VISIBLE:
        return drawing
    scale = _PAD_SHARE / longest if longest > SMALLEST else 1.0
    middle = np.array([box.x + box.width / 2, box.y + box.height / 2])
    return Drawing(tuple(_move(stroke, middle, scale) for stroke in drawing.strokes))


def _move(stroke: Stroke, middle: Points, scale: float) -> Stroke:
    width = None if stroke.width is None else scale * stroke.width
    return replace(stroke, points=0.5 + scale * (stroke.points - middle), width=width)


def _ink_box(drawing: Drawing, pen: float) -> Box:
    """Give the rectangle of all ink, which includes all of a picture."""
    ends = []
    for stroke in drawing.strokes:
        reach = (stroke.width or pen) / 2 if pen else 0.0
        ends += [stroke.points.min(axis=0) - reach, stroke.points.max(axis=0) + reach]
    if drawing.picture is not None:
        x, y, width, height = drawing.picture.box
        ends += [np.array([x, y]), np.array([x + width, y + height])]
    low, high = np.min(ends, axis=0), np.max(ends, axis=0)
    return Box(*low.tolist(), *(high - low).tolist())
