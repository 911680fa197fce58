"""The contours of a landscape, their levels, and how losses without a logarithm are shown."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.landscape.plane import Values

if TYPE_CHECKING:
    from core.landscape.landscape import Landscape

LEVELS = 14
_LEAST = 1e-6
"""A lower loss, such as 0, is shown as this one."""
_LEAST_RATIO = 1.001
"""Of the highest level to the lowest; flatter landscapes have one level."""


def shown_losses(losses: Values) -> Values:
    """Return losses that can be drawn on a logarithmic scale.

    What is infinite or not a number becomes the highest finite loss, so that there is no hole.
    """
    finite = losses[np.isfinite(losses)]
    highest = max(float(finite.max()), _LEAST) if len(finite) else 1.0
    shown: Values = np.where(np.isfinite(losses), losses, highest).clip(_LEAST, highest)
    return shown


def finer(values: Values, factor: int) -> Values:
    """Return a grid (n, m) with more points between the same ends, by linear interpolation."""
    for axis in (0, 1):
        count = values.shape[axis]
        places = np.linspace(0, count - 1, factor * (count - 1) + 1)
        below = np.minimum(places.astype(int), count - 2)
        share = np.expand_dims(places - below, 1 - axis)
        low, high = values.take(below, axis), values.take(below + 1, axis)
        values = low + share * (high - low)
    return values


def contour_levels(losses: Values, count: int = LEVELS) -> Values:
    """Return the losses at which contours are drawn, in equal factors from the lowest loss up."""
    shown = shown_losses(losses)
    low, high = float(shown.min()), float(shown.max())
    if high < _LEAST_RATIO * low:
        return np.array([high])
    return np.geomspace(low, high, count + 2)[1:-1]


class Contour(NamedTuple):
    """The lines of one level."""

    loss: float
    x: Values
    y: Values
    """The points of all its lines; a point that is not a number is between two of them."""


def contours(found: "Landscape") -> list[Contour]:
    """Return the contours of a landscape at its levels, from the lowest to the highest."""
    from contourpy import contour_generator

    generator = contour_generator(found.x, found.y, shown_losses(found.losses))
    gap = np.full((1, 2), np.nan)
    result = []
    for level in contour_levels(found.losses).tolist():
        lines = [np.asarray(line) for line in generator.lines(level)]
        points = np.concatenate([part for line in lines for part in (line, gap)] or [gap])
        result.append(Contour(level, points[:, 0], points[:, 1]))
    return result
