"""The levels of the contours of a landscape, and how losses are shown that have no logarithm."""

import numpy as np

from core.landscape.plane import Values

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


def contour_levels(losses: Values, count: int = LEVELS) -> Values:
    """Return the losses at which contours are drawn, in equal factors from the lowest loss up."""
    shown = shown_losses(losses)
    low, high = float(shown.min()), float(shown.max())
    if high < _LEAST_RATIO * low:
        return np.array([high])
    return np.geomspace(low, high, count + 2)[1:-1]
